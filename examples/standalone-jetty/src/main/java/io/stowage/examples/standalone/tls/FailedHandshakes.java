package io.stowage.examples.standalone.tls;

import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a client did not come in, at debug: any stranger can fail. Jetty's own log says it too, but between dumps of
 * buffers that hold what clients send, passwords among it.
 */
final class FailedHandshakes implements SslHandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailedHandshakes.class);

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        LOG.debug("TLS handshake with {} failed: {}", event.getSSLEngine().getPeerHost(), reason(failure));
    }

    private static String reason(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
