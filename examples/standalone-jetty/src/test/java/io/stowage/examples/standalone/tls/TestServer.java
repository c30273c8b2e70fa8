package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.examples.standalone.StartException;
import io.stowage.examples.standalone.proxy.TrustedProxies;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/** A server that answers what it sees of a request, and clients that trust what they are told to. */
final class TestServer implements AutoCloseable {
    static final Duration OFTEN = Duration.ofMillis(20);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, null, null, null, -1, -1);

    private TestServer(Transport transport) throws Exception {
        connector.setHost("127.0.0.1");
        var protocols = transport.protocols(HttpConfiguration::new);
        connector.setConnectionFactories(protocols);
        connector.setDefaultProtocol(protocols.get(0).getProtocol());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Mirror()), "/");
        server.setHandler(context);
        server.start();
    }

    static TestServer start(Transport transport) throws Exception {
        return new TestServer(transport);
    }

    static TestServer start(CertificateFiles files) throws Exception {
        return start(files, TlsLimits.DEFAULT);
    }

    static TestServer start(CertificateFiles files, TlsLimits limits) throws Exception {
        return new TestServer(transport(new ServerTls(files, limits, () -> {}, OFTEN, Clock.systemUTC())));
    }

    static Transport transport(ServerTls tls) {
        return new Transport(Optional.of(tls), true, TrustedProxies.none(), Announcement.none());
    }

    int port() {
        return connector.getLocalPort();
    }

    URI address() {
        return URI.create("https://localhost:" + port() + "/");
    }

    HttpResponse<String> get(HttpClient client) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address()).build(), BodyHandlers.ofString());
    }

    /** A client without connections yet, that trusts the certificates of a file. */
    static HttpClient client(Path trusted) throws GeneralSecurityException, IOException, StartException {
        return client(context(trusted, null), HttpClient.Version.HTTP_2);
    }

    static HttpClient client(SSLContext context, HttpClient.Version version) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(version)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    static SSLContext context(Path trusted, @Nullable KeyManager own)
            throws GeneralSecurityException, IOException, StartException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        List<X509Certificate> certificates = PemFile.read("trusted", trusted).certificates();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("c" + i, certificates.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : new KeyManager[] {own}, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** Answers protocol, scheme, host, port, remote address and the subject of the client's certificate. */
    private static final class Mirror extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long read = request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            Object shown = request.getAttribute("jakarta.servlet.request.X509Certificate");
            String subject = shown instanceof X509Certificate[] chain
                    ? chain[0].getSubjectX500Principal().getName()
                    : "nobody";
            byte[] body = String.join(
                            " ",
                            request.getProtocol(),
                            request.isSecure() ? "secure" : "open",
                            request.getScheme(),
                            request.getServerName(),
                            Integer.toString(request.getServerPort()),
                            request.getRemoteAddr(),
                            subject,
                            Long.toString(read))
                    .getBytes(UTF_8);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
