package io.stowage.servlet.wire;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.security.Credential;

/** Jetty 12, in memory for single requests and on a port for everything about connections. */
public final class JettyContainer implements Container {
    private final Server server = new Server();
    private final LocalConnector local;
    private final ServerConnector port;

    private JettyContainer(
            Servlet servlet,
            String contextPath,
            String mapping,
            UriCompliance compliance,
            Consumer<ServletContextHandler> settings)
            throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(compliance);
        configuration.setSendServerVersion(false);
        // As a launcher for registries would have it; a hundred tags make a long line.
        configuration.setRequestHeaderSize(32 << 10);
        local = new LocalConnector(server, new HttpConnectionFactory(configuration));
        port = new ServerConnector(server, new HttpConnectionFactory(configuration));
        port.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(local);
        server.addConnector(port);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.addServlet(new ServletHolder(servlet), mapping);
        settings.accept(context);
        server.setHandler(context);
        server.start();
    }

    /** Starts Jetty as it comes. */
    public static Container start(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new JettyContainer(servlet, contextPath, mapping, UriCompliance.DEFAULT, context -> {});
    }

    /** Starts Jetty with its own refusal of doubtful paths switched off, so that they come to the servlet. */
    public static Container startLenient(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new JettyContainer(servlet, contextPath, mapping, UriCompliance.UNSAFE, context -> {});
    }

    /** Starts Jetty with users, whom it asks for their password when somebody wants to know who they are. */
    public static Container startWithUsers(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new JettyContainer(servlet, contextPath, mapping, UriCompliance.DEFAULT, JettyContainer::addUsers);
    }

    private static void addUsers(ServletContextHandler context) {
        UserStore users = new UserStore();
        for (HostUser user : HostUser.ALL) {
            users.addUser(user.name(), Credential.getCredential(user.password()), new String[] {user.role()});
        }
        HashLoginService service = new HashLoginService("Container");
        service.setUserStore(users);
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setLoginService(service);
        security.setAuthenticator(new BasicAuthenticator());
        context.setSecurityHandler(security);
    }

    @Override
    public byte[] talk(byte[] request) throws Exception {
        boolean head = request[0] == 'H';
        return BufferUtil.toArray(local.getResponse(ByteBuffer.wrap(request), head, 20, TimeUnit.SECONDS));
    }

    @Override
    public int port() {
        return port.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
