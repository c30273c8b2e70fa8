package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import io.stowage.examples.standalone.proxy.ForwardedRequests;
import io.stowage.examples.standalone.proxy.TrustedProxies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How requests reach the server: with or without TLS, with or without HTTP/2, through proxies or not. */
public final class Transport {
    // What a client may send before it hears from us, which is what it can send in one round trip: 4 MiB are 80 MB/s
    // where a round trip takes 50 ms. The heap never holds it: what is not read yet lies in Jetty's direct buffers.
    private static final int STREAM_WINDOW = 4 << 20;
    private static final int SESSION_WINDOW = 16 << 20;

    private final Optional<ServerTls> tls;
    private final boolean http2;
    private final TrustedProxies proxies;
    private final Announcement announcement;

    Transport(Optional<ServerTls> tls, boolean http2, TrustedProxies proxies, Announcement announcement) {
        this.tls = requireNonNull(tls, "tls is null");
        this.http2 = http2;
        this.proxies = requireNonNull(proxies, "proxies is null");
        this.announcement = requireNonNull(announcement, "announcement is null");
    }

    /** HTTP/1.1 and nothing else. */
    public static Transport plain() {
        return new Transport(Optional.empty(), false, TrustedProxies.none(), Announcement.none());
    }

    /** What there is to say when the server has started. */
    public Announcement announcement() {
        return announcement;
    }

    /** Whether clients speak TLS to the server. */
    public boolean isSecure() {
        return tls.isPresent();
    }

    /**
     * The protocols of a connector, that of a new connection first.
     *
     * @param configuration makes a configuration of its own for each protocol
     */
    public List<ConnectionFactory> protocols(Supplier<HttpConfiguration> configuration) {
        List<ConnectionFactory> protocols = new ArrayList<>();
        HttpConnectionFactory http1 = new HttpConnectionFactory(behindProxies(configuration.get()));
        if (tls.isEmpty()) {
            protocols.add(http1);
            if (http2) {
                protocols.add(widened(new PriorKnowledge(behindProxies(configuration.get()))));
            }
            return protocols;
        }
        String next = http1.getProtocol();
        if (http2) {
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
            alpn.setDefaultProtocol(http1.getProtocol());
            protocols.add(alpn);
            protocols.add(widened(new HTTP2ServerConnectionFactory(behindProxies(configuration.get()))));
            next = alpn.getProtocol();
        }
        protocols.add(http1);
        HttpConfiguration notTls = configuration.get();
        notTls.addCustomizer((request, headers) -> {
            throw new HttpException.RuntimeException(
                    HttpStatus.BAD_REQUEST_400, "this port speaks TLS, use https:// instead of http://");
        });
        SslContextFactory.Server context = tls.get();
        SslConnectionFactory handshake = new SslConnectionFactory(context, next);
        handshake.addBean(new FailedHandshakes());
        protocols.add(0, new TlsOrExplanation(handshake, new HttpConnectionFactory(notTls)));
        return protocols;
    }

    private HttpConfiguration behindProxies(HttpConfiguration configuration) {
        if (tls.isPresent()) {
            // A registry may be known by names that its certificate does not have; to check that is the client's part.
            configuration.addCustomizer(new SecureRequestCustomizer(false));
        }
        if (!proxies.isEmpty()) {
            configuration.addCustomizer(new ForwardedRequests(proxies));
        }
        return configuration;
    }

    private static AbstractHTTP2ServerConnectionFactory widened(AbstractHTTP2ServerConnectionFactory factory) {
        factory.setInitialStreamRecvWindow(STREAM_WINDOW);
        factory.setInitialSessionRecvWindow(SESSION_WINDOW);
        factory.setRateControlFactory(new LateFrames.Factory());
        factory.setConnectProtocolEnabled(false); // of use to WebSocket only
        return factory;
    }
}
