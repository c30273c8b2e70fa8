package io.stowage.examples.embedded;

import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A running {@link Embedding} for one test. */
final class EmbeddedRegistry {
    private final Server server;

    EmbeddedRegistry(Path data) throws Exception {
        server = Embedding.serve(data, 0);
    }

    /** What clients write before the repository's name. */
    String host() {
        return "127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    void stop() throws Exception {
        server.stop();
    }
}
