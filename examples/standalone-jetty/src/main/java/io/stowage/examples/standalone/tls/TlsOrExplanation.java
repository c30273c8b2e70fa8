package io.stowage.examples.standalone.tls;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;

/** TLS; who begins with something else gets an answer in plain HTTP that says so, instead of a closed connection. */
final class TlsOrExplanation extends DetectorConnectionFactory {
    private final ConnectionFactory explanation;

    TlsOrExplanation(SslConnectionFactory tls, HttpConnectionFactory explanation) {
        super(tls);
        this.explanation = explanation;
        installBean(explanation);
    }

    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
        upgradeToConnectionFactory(explanation, connector, endPoint);
    }
}
