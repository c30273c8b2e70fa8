package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.proxy.TrustedProxies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request looks like to the registry, by the way that it came. */
class TransportTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void withoutTlsAndHttp2ThereIsHttp1Only() throws Exception {
        try (TestServer server = TestServer.start(Transport.plain())) {
            HttpResponse<String> response = plain(server);

            assertEquals(HttpClient.Version.HTTP_1_1, response.version());
            assertEquals("HTTP/1.1 open http localhost " + server.port() + " 127.0.0.1 nobody 0", response.body());
            assertTrue(raw(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").startsWith("HTTP/1.1 "));
        }
    }

    @Test
    void whoBeginsWithHttp2WithoutTlsGetsItIfAsked() throws Exception {
        try (TestServer server = TestServer.start(plain(true, "192.0.2.0/24"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            ByteArrayOutputStream preface = new ByteArrayOutputStream();
            preface.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            preface.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // RFC 9113, 6.5: no settings
            socket.getOutputStream().write(preface.toByteArray());

            byte[] frame = socket.getInputStream().readNBytes(9);

            assertEquals(4, frame[3], "the first frame of the server is SETTINGS");
            assertArrayEquals(new byte[] {0, 0, 0, 0}, java.util.Arrays.copyOfRange(frame, 5, 9));
        }
    }

    @Test
    void anUpgradeToHttp2IsPassedOver() throws Exception {
        try (TestServer server = TestServer.start(plain(true, "192.0.2.0/24"))) {
            // The JDK's client asks for it.
            HttpResponse<String> response = plain(server);

            assertEquals(HttpClient.Version.HTTP_1_1, response.version());
            assertEquals(200, response.statusCode());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nabcde"
            })
    void plainHttpOnTheTlsPortIsTold(String request) throws Exception {
        try (TestServer server = TestServer.start(new Openssl(temp).selfSigned("k", "ed25519"))) {
            String answer = raw(server, request);

            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("this port speaks TLS, use https://"), answer);
        }
    }

    @Test
    void nonsenseOnTheTlsPortEndsTheConnection() throws Exception {
        try (TestServer server = TestServer.start(new Openssl(temp).selfSigned("k", "ed25519"))) {
            for (String nonsense : List.of(
                    "\u0000\u0001\u0002\u0003nonsense\r\n\r\n",
                    "SSH-2.0-x\r\n\r\n",
                    "\u0016\u0003\u0001\u0000\u0005hello")) {
                raw(server, nonsense);
            }
            assertEquals(
                    200, server.get(TestServer.client(temp.resolve("k.crt"))).statusCode());
        }
    }

    @Test
    void tlsOnThePlainPortFailsFast() throws Exception {
        new Openssl(temp).selfSigned("k", "ed25519");
        try (TestServer server = TestServer.start(Transport.plain())) {
            assertThrows(IOException.class, () -> server.get(TestServer.client(temp.resolve("k.crt"))));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theClientsCertificateIsSeenIfItIsOfTheAuthorityAndNoneIsFine(HttpClient.Version version) throws Exception {
        Openssl openssl = new Openssl(temp);
        CertificateFiles pair = openssl.selfSigned("k", "ed25519");
        CertificateFiles files =
                new CertificateFiles(pair.certificate(), pair.key(), Optional.of(clientAuthority(openssl)));
        try (TestServer server = TestServer.start(files)) {
            OneClient good = new OneClient(openssl.files("alice").read().identity());
            OneClient foreign = new OneClient(openssl.files("k").read().identity());

            String none = server.get(TestServer.client(TestServer.context(pair.certificate(), null), version))
                    .body();
            String alice = server.get(TestServer.client(TestServer.context(pair.certificate(), good), version))
                    .body();

            assertTrue(none.contains(" nobody "), none);
            assertTrue(alice.contains(" CN=alice "), alice);
            assertThrows(
                    IOException.class,
                    () -> server.get(TestServer.client(TestServer.context(pair.certificate(), foreign), version)));
        }
    }

    @Test
    void aNameThatTheCertificateDoesNotHaveIsTheClientsToJudge() throws Exception {
        try (TestServer server = TestServer.start(new Openssl(temp).selfSigned("k", "ed25519"))) {
            String said = new Openssl(temp)
                    .run(List.of(
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + server.port(),
                            "-servername",
                            "another.example.com"));

            assertTrue(said.contains("subject=CN = k"), said);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aLargeBodyArrivesWhole(HttpClient.Version version) throws Exception {
        CertificateFiles files = new Openssl(temp).selfSigned("k", "ed25519");
        try (TestServer server = TestServer.start(files)) {
            HttpResponse<String> response = TestServer.client(TestServer.context(files.certificate(), null), version)
                    .send(
                            HttpRequest.newBuilder(server.address())
                                    .PUT(BodyPublishers.ofByteArray(new byte[20 << 20]))
                                    .build(),
                            BodyHandlers.ofString());

            assertTrue(response.body().endsWith(" nobody " + (20 << 20)), response.body());
        }
    }

    @Test
    void aTrustedProxysWordCountsForSchemeHostAndAddress() throws Exception {
        try (TestServer server = TestServer.start(plain(false, "127.0.0.0/8"))) {
            assertEquals(
                    "HTTP/1.1 secure https cr.example.com 443 192.0.2.1 nobody 0",
                    plain(
                                    server,
                                    "X-Forwarded-For",
                                    "192.0.2.1",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "X-Forwarded-Host",
                                    "cr.example.com")
                            .body());
            assertEquals(
                    "HTTP/1.1 secure https localhost 8443 192.0.2.1 nobody 0",
                    plain(
                                    server,
                                    "X-Forwarded-For",
                                    "192.0.2.1",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "X-Forwarded-Host",
                                    "localhost:8443")
                            .body());
            assertEquals(
                    "HTTP/1.1 open http localhost " + server.port() + " 127.0.0.1 nobody 0",
                    plain(server, "X-Forwarded-For", "nonsense", "X-Forwarded-Host", "a b")
                            .body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "http"})
    void whatTheProxySaysOfTheSchemeDoesNotChangeThePortOfTheHost(String scheme) throws Exception {
        try (TestServer server = TestServer.start(plain(false, "127.0.0.1"))) {
            String port = raw(
                    server,
                    "GET / HTTP/1.1\r\nHost: cr.example.com\r\nX-Forwarded-Proto: " + scheme
                            + "\r\nConnection: close\r\n\r\n");

            assertTrue(port.contains(scheme + " cr.example.com " + (scheme.equals("https") ? 443 : 80)), port);
        }
    }

    @Test
    void aStrangersWordDoesNot() throws Exception {
        try (TestServer server = TestServer.start(plain(false, "192.0.2.0/24"))) {
            assertEquals(
                    "HTTP/1.1 open http localhost " + server.port() + " 127.0.0.1 nobody 0",
                    plain(
                                    server,
                                    "X-Forwarded-For",
                                    "192.0.2.1",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "Forwarded",
                                    "for=192.0.2.1;proto=https;host=evil.example.com")
                            .body());
        }
    }

    @Test
    void aProxysWordCountsOverTlsAndHttp2Too() throws Exception {
        CertificateFiles files = new Openssl(temp).selfSigned("k", "ed25519");
        ServerTls tls = new ServerTls(files, TlsLimits.DEFAULT, () -> {}, TestServer.OFTEN, Clock.systemUTC());
        Transport transport = new Transport(Optional.of(tls), true, proxies("127.0.0.1"), Announcement.none());
        try (TestServer server = TestServer.start(transport)) {
            HttpResponse<String> response = TestServer.client(files.certificate())
                    .send(
                            HttpRequest.newBuilder(server.address())
                                    .header("Forwarded", "for=192.0.2.1;host=cr.example.com")
                                    .build(),
                            BodyHandlers.ofString());

            assertEquals("HTTP/2.0 secure https cr.example.com 443 192.0.2.1 nobody 0", response.body());
        }
    }

    /** An authority for clients, and alice, who has a certificate of it. */
    private Path clientAuthority(Openssl openssl) throws Exception {
        openssl.run("req -x509 -nodes -days 30 -newkey ed25519 -keyout clients.key -out clients.crt -subj /CN=clients");
        openssl.run("req -nodes -newkey ed25519 -keyout alice.key -out alice.csr -subj /CN=alice");
        openssl.run(
                "x509 -req -in alice.csr -CA clients.crt -CAkey clients.key -CAcreateserial -days 30 -out alice.crt");
        return temp.resolve("clients.crt");
    }

    private static TrustedProxies proxies(String network) {
        return new TrustedProxies(List.of(TrustedProxies.Network.parse(network)));
    }

    private static Transport plain(boolean http2, String trusted) {
        return new Transport(Optional.empty(), http2, proxies(trusted), Announcement.none());
    }

    private static HttpResponse<String> plain(TestServer server, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static String raw(TestServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
