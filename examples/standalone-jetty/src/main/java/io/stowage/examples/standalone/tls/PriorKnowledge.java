package io.stowage.examples.standalone.tls;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 without TLS for who begins with it, such as a proxy in front. The {@code Upgrade} header, which RFC 9113 has
 * given up, is passed over, as HTTP allows: the request is answered in HTTP/1.1.
 */
final class PriorKnowledge extends HTTP2CServerConnectionFactory {
    PriorKnowledge(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector,
            EndPoint endPoint,
            org.eclipse.jetty.http.MetaData.Request request,
            HttpFields.Mutable response101) {
        return request.getMethod().equals("PRI")
                ? super.upgradeConnection(connector, endPoint, request, response101)
                : null;
    }
}
