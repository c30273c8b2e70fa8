package io.stowage.examples.standalone.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Gives a request that a trusted proxy forwarded the scheme, the host and the remote address that the proxy saw. What
 * others say in these headers changes nothing, and what cannot be read is left out; no request fails for it.
 */
public final class ForwardedRequests implements HttpConfiguration.Customizer {
    private final TrustedProxies proxies;

    /** Believes these proxies. */
    public ForwardedRequests(TrustedProxies proxies) {
        this.proxies = requireNonNull(proxies, "proxies is null");
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        InetAddress address = peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (address == null || !proxies.contains(address)) {
            return request;
        }
        Forwarded forwarded = Forwarded.of(request.getHeaders(), address, proxies);
        HttpURI.Mutable uri = HttpURI.build(request.getHttpURI());
        forwarded.scheme().ifPresent(uri::scheme);
        forwarded.host().ifPresent(host -> uri.authority(host, forwarded.port().orElse(0)));
        if (forwarded.host().isEmpty() && uri.getPort() <= 0) {
            forwarded.port().ifPresent(port -> uri.port(port));
        }
        boolean secure = forwarded.scheme().map("https"::equals).orElse(request.isSecure());
        return new Seen(request, uri.asImmutable(), new InetSocketAddress(forwarded.client(), 0), secure);
    }

    /** The request as the first of the trusted proxies saw it. */
    private static final class Seen extends Request.Wrapper {
        private final HttpURI uri;
        private final HttpFields headers;
        private final boolean secure;
        private final ConnectionMetaData connection;

        Seen(Request request, HttpURI uri, InetSocketAddress client, boolean secure) {
            super(request);
            this.uri = uri;
            // The two must agree: RFC 9112, 3.2.
            this.headers = uri.getHost() != null && request.getHeaders().contains(HttpHeader.HOST)
                    ? HttpFields.build(request.getHeaders())
                            .put(new HostPortHttpField(uri.getHost(), uri.getPort()))
                            .asImmutable()
                    : request.getHeaders();
            this.secure = secure;
            this.connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return client;
                }
            };
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }
}
