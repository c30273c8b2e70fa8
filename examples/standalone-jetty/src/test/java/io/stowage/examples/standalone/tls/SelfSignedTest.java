package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {
    private static final ServerNames NAMES = ServerNames.parse(List.of("CR.example.com", "192.0.2.7", "2001:db8::7"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final FakeClock clock = new FakeClock();

    @Test
    void itsCertificateIsGoodForEveryNameAndForThisMachine() throws Exception {
        SelfSigned own = SelfSigned.open(data, NAMES, Clock.systemUTC());
        try (TestServer server = TestServer.start(own.files(Optional.empty()))) {
            assertEquals(
                    200,
                    server.get(TestServer.client(own.authorityCertificate())).statusCode());
            for (String check : List.of(
                    "-verify_hostname cr.example.com",
                    "-verify_ip 192.0.2.7",
                    "-verify_ip 2001:db8::7",
                    "-verify_ip 127.0.0.1",
                    "-verify_ip ::1",
                    "-verify_hostname localhost")) {
                new Openssl(data)
                        .run("s_client -connect 127.0.0.1:" + server.port() + " -verify_return_error -x509_strict "
                                + check + " -purpose sslserver -CAfile " + own.authorityCertificate());
            }
        }
    }

    @Test
    void theCertificateIsOneThatEveryClientTakes() throws Exception {
        Identity identity = identity(SelfSigned.open(data, NAMES, clock));
        X509Certificate server = identity.leaf();
        X509Certificate authority = identity.chain().get(1);

        assertEquals("EC", server.getPublicKey().getAlgorithm());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());
        assertEquals(-1, server.getBasicConstraints());
        assertTrue(server.getKeyUsage()[0], "digitalSignature");
        assertTrue(lifetime(server).compareTo(Duration.ofDays(397)) <= 0);
        assertEquals(0, authority.getBasicConstraints());
        assertTrue(authority.getKeyUsage()[5], "keyCertSign");
        assertEquals(3650, lifetime(authority).toDays());
        assertTrue(server.getSerialNumber().bitLength() > 64);
    }

    @Test
    void nobodyElseCanReadTheKeys() throws Exception {
        SelfSigned.open(data, NAMES, clock);

        Path directory = data.resolve("stowage/tls");
        assertEquals("rwx------", permissions(directory));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String wanted = file.endsWith("ca.crt") ? "rw-r--r--" : "rw-------";
                assertEquals(wanted, permissions(file), file.toString());
            }
        }
    }

    @Test
    void aSecondStartKeepsEverything() throws Exception {
        SelfSigned.open(data, NAMES, clock);
        var before = content();

        SelfSigned.open(data, NAMES, clock);

        assertEquals(before, content());
    }

    @Test
    void otherNamesGetAnotherCertificateOfTheSameAuthority() throws Exception {
        SelfSigned first = SelfSigned.open(data, NAMES, clock);
        SelfSigned second = SelfSigned.open(data, ServerNames.parse(List.of("other.example.com")), clock);

        assertNotEquals(identity(first).leaf(), identity(second).leaf());
        assertEquals(identity(first).chain().get(1), identity(second).chain().get(1));
        assertTrue(
                identity(second).leaf().getSubjectAlternativeNames().toString().contains("other.example.com"));
    }

    @Test
    void theCertificateIsRenewedAMonthBeforeItsEndAlsoWhileServing() throws Exception {
        SelfSigned own = SelfSigned.open(data, NAMES, clock);
        Identity first = identity(own);

        clock.advance(Duration.ofDays(59));
        own.renewWhileServing();
        assertEquals(first.leaf(), identity(own).leaf());

        clock.advance(Duration.ofDays(2));
        own.renewWhileServing();
        assertNotEquals(first.leaf(), identity(own).leaf());
        assertEquals(first.chain().get(1), identity(own).chain().get(1));
        assertTrue(identity(own).end().isAfter(clock.instant().plus(Duration.ofDays(80))));
    }

    @Test
    void aCertificateThatIsDamagedIsMadeAgain() throws Exception {
        SelfSigned own = SelfSigned.open(data, NAMES, clock);
        Files.writeString(own.files(Optional.empty()).key(), "nonsense");

        Identity made = identity(SelfSigned.open(data, NAMES, clock));

        made.leaf().verify(made.chain().get(1).getPublicKey());
    }

    @Test
    void anAuthorityThatIsDamagedIsNeverReplacedSilently() throws Exception {
        SelfSigned.open(data, NAMES, clock);
        Path authority = data.resolve("stowage/tls/ca.pem");
        Files.writeString(authority, "nonsense");

        StartException refusal = assertThrows(StartException.class, () -> SelfSigned.open(data, NAMES, clock));

        assertTrue(String.valueOf(refusal.getMessage()).contains(authority.toString()), refusal.getMessage());
        assertEquals("nonsense", Files.readString(authority));
    }

    @Test
    void anAuthorityThatHasEndedIsNamed() throws Exception {
        SelfSigned.open(data, NAMES, clock);
        clock.advance(Duration.ofDays(3651));

        StartException refusal = assertThrows(StartException.class, () -> SelfSigned.open(data, NAMES, clock));

        assertTrue(String.valueOf(refusal.getMessage()).contains("ca.pem ended on "), refusal.getMessage());
    }

    @Test
    void instancesThatStartAtOnceOnOneDirectoryAgreeOnOneAuthority() throws Exception {
        int instances = 8;
        CyclicBarrier together = new CyclicBarrier(instances);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        try {
            List<Future<Identity>> opened = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                opened.add(threads.submit(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    return identity(SelfSigned.open(data, NAMES, Clock.systemUTC()));
                }));
            }
            Set<X509Certificate> authorities = new HashSet<>();
            for (Future<Identity> one : opened) {
                authorities.add(one.get(60, TimeUnit.SECONDS).chain().get(1));
            }

            assertEquals(1, authorities.size());
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(data.resolve("stowage/tls"))) {
            assertEquals(3, left.count());
        }
    }

    @Test
    void namesAreReadAndCheckedAndThoseOfThisMachineAdded() {
        assertEquals(
                List.of("cr.example.com", "192.0.2.7", "2001:db8::7", "localhost", "127.0.0.1", "::1"), NAMES.names());
        assertEquals(
                List.of("*.example.com", "xn--bcher-kva.example", "my_host"),
                ServerNames.parse(List.of("*.example.com", "b\u00fccher.example", "my_host", "localhost"))
                        .forOthers());
        for (String wrong :
                List.of("", "a b", "a..b", "-a", "300.1.1.1", "*", "a.*.b", "host:5000", "https://a", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> ServerNames.parse(List.of(wrong)), wrong);
        }
    }

    private static Identity identity(SelfSigned own) throws StartException {
        return own.files(Optional.empty()).read().identity();
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private java.util.Map<Path, String> content() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("stowage/tls"))) {
            return files.collect(Collectors.toMap(file -> file, SelfSignedTest::text));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class FakeClock extends Clock {
        private Instant now = Instant.parse("2026-11-23T00:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
