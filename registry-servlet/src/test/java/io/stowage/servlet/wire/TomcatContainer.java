package io.stowage.servlet.wire;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;

/** Tomcat as it comes, but for the size of a request's head. */
public final class TomcatContainer implements Container {
    private final Tomcat tomcat = new Tomcat();
    private final Path directory;

    private TomcatContainer(Servlet servlet, String contextPath, String mapping, Consumer<Context> settings)
            throws IOException, LifecycleException {
        directory = Files.createTempDirectory("stowage-tomcat");
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname(InetAddress.getLoopbackAddress().getHostAddress());
        tomcat.setPort(0);
        tomcat.getConnector()
                .setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", Integer.toString(32 << 10));
        Context context = tomcat.addContext(contextPath, directory.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "registry", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(mapping);
        settings.accept(context);
        HostUser.ALL.forEach(user -> {
            tomcat.addUser(user.name(), user.password());
            tomcat.addRole(user.name(), user.role());
        });
        tomcat.start();
    }

    /** Starts Tomcat. */
    public static Container start(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new TomcatContainer(servlet, contextPath, mapping, context -> {});
    }

    /** Starts Tomcat with users, whose password it checks when they send one. */
    public static Container startWithUsers(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new TomcatContainer(servlet, contextPath, mapping, context -> {
            context.setLoginConfig(new LoginConfig("BASIC", "Container", null, null));
            context.getPipeline().addValve(new BasicAuthenticator());
            // Where no constraint asks for a login, Tomcat would not look at a password that comes unasked.
            context.setPreemptiveAuthentication(true);
        });
    }

    @Override
    public byte[] talk(byte[] request) throws IOException {
        try (SocketTalk talk = new SocketTalk(port())) {
            return talk.send(request).readAll();
        }
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
        // The next Tomcat of this JVM would make our directory again.
        System.clearProperty("catalina.home");
        System.clearProperty("catalina.base");
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
