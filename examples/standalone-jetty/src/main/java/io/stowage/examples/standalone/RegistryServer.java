package io.stowage.examples.standalone;

import io.stowage.examples.standalone.access.TokenOptions;
import io.stowage.examples.standalone.tls.Transport;
import io.stowage.registry.Registry;
import io.stowage.registry.auth.TokenIssuer;
import io.stowage.servlet.RegistryServlet;
import io.stowage.servlet.TokenServlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry on a Jetty of its own: {@link #listen}, then {@link #serve}, then {@link #stop}. */
final class RegistryServer {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

    // A client that compresses a layer while it sends may be silent for long; a proxy's idle connections for a minute.
    private static final Duration IDLE = Duration.ofMinutes(5);
    // What idle connections get when the server stops: they only need to hear that it does.
    private static final Duration IDLE_WHEN_STOPPING = Duration.ofSeconds(1);

    // Paths in doubt, with "//" or an escaped "..", are the registry's to refuse: it reads the path as it was sent, and
    // knows that what cannot be a tag is a tag that is not there. Fragments and passwords have no place in a request.
    private static final UriCompliance PATHS =
            UriCompliance.UNSAFE.without("REGISTRY", Violation.USER_INFO, Violation.FRAGMENT);

    private final ListenAddress wanted;
    private final Server server;
    private final ServerConnector connector;
    private final InFlight inFlight = new InFlight();

    RegistryServer(ListenAddress wanted, Duration stopTimeout, Optional<RequestLog> accessLog) {
        this.wanted = wanted;
        this.server = new Server(Threads.pool());
        this.connector = connector(server, inFlight);
        server.addConnector(connector);
        server.setHandler(inFlight);
        server.setErrorHandler(new ContainerErrors());
        server.setStopTimeout(stopTimeout.toMillis());
        accessLog.ifPresent(server::setRequestLog);
    }

    /** Takes the port. Who connects from now on waits until {@link #serve}. */
    ListenAddress listen() throws StartException {
        InetSocketAddress address = wanted.socketAddress();
        if (address.isUnresolved()) {
            throw new StartException("cannot listen on " + wanted + ": unknown host '" + wanted.host() + "'");
        }
        connector.setHost(
                address.getAddress().isAnyLocalAddress() && wanted.host().isEmpty() ? null : wanted.host());
        connector.setPort(wanted.port());
        try {
            connector.open();
        } catch (IOException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new StartException(
                    "cannot listen on " + wanted + ": " + reason.getMessage()
                            + "; choose another address with --listen",
                    e);
        }
        return wanted.withPort(connector.getLocalPort());
    }

    /** Serves the registry, which stays the caller's to close. */
    void serve(Registry registry, Transport transport) throws StartException {
        serve(registry, Optional.empty(), transport);
    }

    /** Serves the registry, and its tokens if there are any. */
    void serve(Registry registry, Optional<? extends TokenIssuer> tokens, Transport transport) throws StartException {
        List<ConnectionFactory> protocols = transport.protocols(RegistryServer::http);
        connector.setConnectionFactories(protocols);
        connector.setDefaultProtocol(protocols.get(0).getProtocol());
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder("registry", new RegistryServlet(registry));
        holder.setAsyncSupported(true);
        // At the start, so that what is wrong shows at once and not to the first client.
        holder.setInitOrder(0);
        // Else Jetty would not tell the servlet such a path.
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.addServlet(holder, "/v2/*");
        tokens.ifPresent(issuer ->
                context.addServlet(new ServletHolder("token", new TokenServlet(registry, issuer)), TokenOptions.PATH));
        context.addServlet(new ServletHolder("live", HealthPage.live(registry.health())), "/livez");
        context.addServlet(new ServletHolder("ready", HealthPage.ready(registry.health())), "/readyz");
        context.addServlet(new ServletHolder("well", HealthPage.well(registry.health())), "/healthz");
        context.addServlet(new ServletHolder("front", new FrontPage()), "/");
        inFlight.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new StartException("cannot start the server: " + e.getMessage(), e);
        }
    }

    void awaitEnd() throws InterruptedException {
        server.join();
    }

    /** Refuses new connections, lets requests end within the stop timeout, and then cuts what is left. */
    void stop() {
        int running = inFlight.count();
        LOG.info("stopping; requests in flight: {}", running);
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.warn("not all requests ended within {} ms; they were cut", server.getStopTimeout());
        } catch (Exception e) {
            LOG.warn("stopped with a failure", e);
        }
    }

    private static ServerConnector connector(Server server, InFlight inFlight) {
        ServerConnector connector = new ServerConnector(server, null, null, null, -1, -1) {
            @Override
            public CompletableFuture<Void> shutdown() {
                CompletableFuture<Void> done = super.shutdown();
                // Jetty makes all connections impatient, also those in the midst of a transfer.
                inFlight.allowSilence(IDLE.toMillis(), IDLE_WHEN_STOPPING.toMillis());
                return done;
            }
        };
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING.toMillis());
        // A node that starts many containers connects many times at once; the system caps this at its own limit.
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(PATHS);
        // Long bearer tokens, and 128 tags in the query of one push and in its answer.
        http.setRequestHeaderSize(64 << 10);
        http.setMaxResponseHeaderSize(64 << 10);
        http.setOutputBufferSize(64 << 10);
        return http;
    }
}
