package io.stowage.examples.standalone.tls;

import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of the server: looks at its files every few seconds, and gives new connections what is in them. Connections
 * that are open keep what they began with, so an exchange drops none of them. A context of its own for each state of the
 * files also means that no session outlives the authorities that its client's certificate was checked with.
 *
 * <p>Safe for use by several threads.
 */
final class ServerTls extends SslContextFactory.Server {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final CertificateFiles files;
    private final Runnable beforeEachLook;
    private final Duration interval;
    private final Clock clock;
    private volatile SSLContext current;
    private volatile Identity shown;

    // The watching thread's own.
    private CertificateFiles.Content judged;
    private CertificateFiles.@Nullable Content pending;
    private String unreadable = "";
    private boolean unreadablePending;

    private @Nullable ScheduledExecutorService watch;

    /**
     * Reads the files.
     *
     * @param beforeEachLook what may change the files itself
     * @param interval how long to wait from one look to the next; a change takes effect after two that saw the same
     * @throws StartException if they cannot be used
     */
    ServerTls(CertificateFiles files, TlsLimits limits, Runnable beforeEachLook, Duration interval, Clock clock)
            throws StartException {
        this.files = files;
        this.beforeEachLook = beforeEachLook;
        this.interval = interval;
        this.clock = clock;
        this.judged = files.read();
        this.shown = judged.identity();
        this.current = context(shown, judged.authorities());
        warnOfDates(shown);
        setSslContext(current);
        setEndpointIdentificationAlgorithm(null); // of use to clients only
        setWantClientAuth(files.clientCa().isPresent());
        setExcludeProtocols();
        setIncludeProtocols(limits.minimum().andLater().toArray(String[]::new));
        if (limits.ciphers().isEmpty()) {
            setCipherComparator(HTTP2Cipher.COMPARATOR);
        } else {
            limits.check(current);
            setExcludeCipherSuites();
            setIncludeCipherSuites(limits.ciphers().toArray(String[]::new));
        }
    }

    /** What new connections are shown. */
    Identity identity() {
        return shown;
    }

    @Override
    public SSLContext getSslContext() {
        return current;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "certificates");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        watch = timer;
    }

    @Override
    protected void doStop() throws Exception {
        ScheduledExecutorService timer = watch;
        if (timer != null) {
            timer.shutdownNow();
        }
        super.doStop();
    }

    private void look() {
        try {
            beforeEachLook.run();
            CertificateFiles.Content now = files.read();
            if (!unreadable.isEmpty()) {
                LOG.info("the TLS files can be read again");
            }
            unreadable = "";
            unreadablePending = false;
            consider(now);
        } catch (StartException e) {
            complainOnce(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.warn("could not look after the TLS files", e);
        }
    }

    /** Files that are being written change from one look to the next, and are left alone until they do not. */
    private void consider(CertificateFiles.Content now) {
        if (now.sameAs(judged)) {
            pending = null;
            return;
        }
        CertificateFiles.Content before = pending;
        if (before == null || !now.sameAs(before)) {
            pending = now;
            return;
        }
        pending = null;
        judged = now;
        try {
            Identity identity = now.identity();
            SSLContext context = context(identity, now.authorities());
            shown = identity;
            current = context;
            LOG.info("new connections get the new TLS certificate: {}", identity.facts());
            warnOfDates(identity);
        } catch (StartException e) {
            LOG.warn("the new TLS files are refused and the old ones stay in use: {}", e.getMessage());
        }
    }

    /** A file may be away for a moment while it is exchanged. */
    private void complainOnce(String reason) {
        if (!unreadablePending) {
            unreadablePending = true;
        } else if (!reason.equals(unreadable)) {
            unreadable = reason;
            LOG.warn("the TLS files cannot be read and what they held stays in use: {}", reason);
        }
    }

    private void warnOfDates(Identity identity) {
        Instant now = clock.instant();
        for (X509Certificate certificate : identity.chain()) {
            String name = certificate.getSubjectX500Principal().getName();
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                LOG.warn(
                        "the TLS certificate of {} expired on {}: clients will refuse it",
                        name,
                        certificate.getNotAfter().toInstant());
            } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
                LOG.warn(
                        "the TLS certificate of {} is valid only from {} on: clients will refuse it",
                        name,
                        certificate.getNotBefore().toInstant());
            }
        }
    }

    private static SSLContext context(Identity identity, List<X509Certificate> authorities) throws StartException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new OneIdentity(identity)}, trust(authorities), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new StartException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** Never the authorities of the JDK: those of the internet vouch for nobody here. */
    private static TrustManager[] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }
}
