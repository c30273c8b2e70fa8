package io.stowage.examples.embedded;

import io.stowage.registry.Registry;
import io.stowage.servlet.RegistryServlet;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A registry behind Jetty's own login: the container knows the users and their roles, the registry's policy says what
 * they may.
 */
final class ContainerLogin {
    private ContainerLogin() {}

    /**
     * Serves a registry.
     *
     * @param users Jetty's file of them, with a line such as {@code ada: secret,developer} for each
     */
    static Server serve(Registry registry, Path users, int port) throws Exception {
        ConstraintSecurityHandler login = new ConstraintSecurityHandler();
        HashLoginService service = new HashLoginService("Stowage");
        service.setConfig(ResourceFactory.of(login).newResource(users));
        login.setLoginService(service);
        login.setAuthenticator(new BasicAuthenticator());
        // There is no constraint on /v2/*: it would keep out who has not logged in, and so every anonymous pull.
        // Without
        // one, Jetty checks a password when the registry asks for the user, and it is the registry that asks for a
        // login.

        ServletContextHandler context = new ServletContextHandler();
        context.setSecurityHandler(login);
        context.addServlet(new ServletHolder(new RegistryServlet(registry)), "/v2/*");

        Server server = new Server(port);
        server.setHandler(context);
        server.start();
        return server;
    }
}
