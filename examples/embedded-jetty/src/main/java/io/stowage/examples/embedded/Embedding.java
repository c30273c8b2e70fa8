package io.stowage.examples.embedded;

import io.stowage.registry.Registry;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.servlet.RegistryServlet;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** A registry in a Jetty of one's own, as the README shows it: with the directory and the port to choose. */
final class Embedding {
    private Embedding() {}

    static Server serve(Path data, int port) throws Exception {
        Registry registry = Registry.builder(FilesystemStorage.open(data)).build();

        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new RegistryServlet(registry)), "/v2/*");

        Server server = new Server(port);
        server.setHandler(context);
        server.start();
        return server;
    }
}
