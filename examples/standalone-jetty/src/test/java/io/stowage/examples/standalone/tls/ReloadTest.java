package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are exchanged while requests run. */
class ReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private final LogRecords log = LogRecords.of(ServerTls.class);

    @SuppressWarnings("NullAway.Init")
    private Openssl openssl;

    /** Trusts every certificate of this test. */
    @SuppressWarnings("NullAway.Init")
    private Path all;

    @BeforeEach
    void make() throws Exception {
        openssl = new Openssl(temp);
        all = temp.resolve("all.crt");
        for (String name : List.of("one", "two")) {
            openssl.selfSigned(name, "ec -pkeyopt ec_paramgen_curve:P-256");
            Files.writeString(
                    all,
                    Files.readString(temp.resolve(name + ".crt")),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        }
    }

    @AfterEach
    void forget() {
        log.close();
    }

    @Test
    void noRequestFailsWhileAMountedSecretIsExchangedAgainAndAgain() throws Exception {
        Path secret = Files.createDirectory(temp.resolve("secret"));
        Files.createSymbolicLink(secret.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Files.createSymbolicLink(secret.resolve("tls.key"), Path.of("..data/tls.key"));
        mount(secret, "one", 0);
        CertificateFiles files =
                new CertificateFiles(secret.resolve("tls.crt"), secret.resolve("tls.key"), Optional.empty());
        SSLContext trusting = TestServer.context(all, null);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TestServer server = TestServer.start(files)) {
            List<Future<Integer>> loads = new ArrayList<>();
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpClient kept = TestServer.client(trusting, version);
                Callable<Integer> onOneConnection = () -> ask(server, () -> kept, enough, answered);
                Callable<Integer> onNewConnections =
                        () -> ask(server, () -> TestServer.client(trusting, version), enough, answered);
                loads.add(threads.submit(onOneConnection));
                loads.add(threads.submit(onNewConnections));
            }
            for (int round = 1; round <= 6; round++) {
                String name = round % 2 == 0 ? "one" : "two";
                mount(secret, name, round);
                awaitShown(server, "CN=" + name);
                int before = answered.get();
                await(() -> answered.get() > before + 8, "requests go on");
            }
            enough.set(true);

            for (Future<Integer> load : loads) {
                assertTrue(load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS) > 0);
            }
        } finally {
            enough.set(true);
            threads.shutdown();
        }
    }

    @Test
    void aConnectionThatIsOpenStaysOpen() throws Exception {
        CertificateFiles files = copy("one");
        try (TestServer server = TestServer.start(files)) {
            HttpClient kept = TestServer.client(all);
            assertEquals("CN=one", shown(server, kept));

            replace("two");
            awaitShown(server, "CN=two");

            assertEquals("CN=one", shown(server, kept));
        }
    }

    @Test
    void aPairThatIsBrokenIsRefusedOnceAndTheOldOneStays() throws Exception {
        CertificateFiles files = copy("one");
        try (TestServer server = TestServer.start(files)) {
            Files.copy(temp.resolve("two.crt"), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            await(() -> log.count("belongs to another certificate") == 1, "the refusal is logged");

            assertEquals("CN=one", shown(server, TestServer.client(all)));
            Files.writeString(files.certificate(), "nonsense");
            await(() -> log.count("holds no certificate") == 1, "another refusal is logged");
            Files.delete(files.certificate());
            await(() -> log.count("does not exist") == 1, "the missing file is logged");
            replace("two");
            awaitShown(server, "CN=two");
            assertEquals(1, log.count("belongs to another certificate"));
            assertEquals(1, log.count("holds no certificate"));
            assertEquals(1, log.count("does not exist"));
            assertEquals(1, log.count("new connections get the new TLS certificate: CN=two, EC, valid until "));
        }
    }

    @Test
    void anExchangedClientAuthorityCountsForTheNextConnection() throws Exception {
        CertificateFiles pair = copy("one");
        Path authority = Files.copy(temp.resolve("one.crt"), temp.resolve("clients.crt"));
        CertificateFiles files = new CertificateFiles(pair.certificate(), pair.key(), Optional.of(authority));
        OneClient two = new OneClient(openssl.files("two").read().identity());
        try (TestServer server = TestServer.start(files)) {
            SSLContext withCertificate = TestServer.context(all, two);
            assertFalse(works(server, withCertificate));

            Files.copy(temp.resolve("two.crt"), authority, StandardCopyOption.REPLACE_EXISTING);

            await(() -> works(server, withCertificate), "the new authority counts");
            String body = server.get(TestServer.client(withCertificate, HttpClient.Version.HTTP_2))
                    .body();
            assertTrue(body.contains(" CN=two "), body);
            Files.copy(temp.resolve("one.crt"), authority, StandardCopyOption.REPLACE_EXISTING);
            // Also for a client that could take up its session again.
            await(() -> !works(server, withCertificate), "the old authority counts no longer");
        }
    }

    @Test
    void anExpiredCertificateIsServedWithAWarning() throws Exception {
        CertificateFiles files = copy("one");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(40));

        var unused = new ServerTls(files, TlsLimits.DEFAULT, () -> {}, TestServer.OFTEN, later);

        assertEquals(1, log.count("the TLS certificate of CN=one expired on "));
    }

    private static boolean works(TestServer server, SSLContext context) throws InterruptedException {
        try {
            return server.get(TestServer.client(context, HttpClient.Version.HTTP_1_1))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int ask(TestServer server, Callable<HttpClient> client, AtomicBoolean enough, AtomicInteger answered)
            throws Exception {
        int asked = 0;
        while (!enough.get()) {
            assertEquals(200, server.get(client.call()).statusCode());
            answered.incrementAndGet();
            asked++;
        }
        return asked;
    }

    /** As the kubelet does: a new directory, and a link that is renamed over the old one. */
    private void mount(Path secret, String name, int round) throws IOException {
        Path version = Files.createDirectory(secret.resolve("..v" + round));
        Files.copy(temp.resolve(name + ".crt"), version.resolve("tls.crt"));
        Files.copy(temp.resolve(name + ".key"), version.resolve("tls.key"));
        Path link = Files.createSymbolicLink(secret.resolve("..data_tmp"), version.getFileName());
        Files.move(link, secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (round > 0) {
            Path old = secret.resolve("..v" + (round - 1));
            Files.delete(old.resolve("tls.crt"));
            Files.delete(old.resolve("tls.key"));
            Files.delete(old);
        }
    }

    private CertificateFiles copy(String name) throws IOException {
        CertificateFiles files =
                new CertificateFiles(temp.resolve("tls.crt"), temp.resolve("tls.key"), Optional.empty());
        replace(name);
        return files;
    }

    private void replace(String name) throws IOException {
        Files.copy(temp.resolve(name + ".crt"), temp.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(temp.resolve(name + ".key"), temp.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitShown(TestServer server, String subject) throws Exception {
        await(() -> shown(server, TestServer.client(all)).equals(subject), subject + " is shown");
    }

    private static String shown(TestServer server, HttpClient client) throws Exception {
        var session = server.get(client).sslSession().orElseThrow();
        return ((X509Certificate) session.getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static void await(Callable<Boolean> condition, String what) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "it did not come to this: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
