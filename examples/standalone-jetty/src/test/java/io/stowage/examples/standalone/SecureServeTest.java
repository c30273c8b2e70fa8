package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stowage serve} with TLS, as a process. */
class SecureServeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void oneFlagMakesItSecureAndSaysHowToTrustIt() throws Exception {
        try (LauncherProcess launcher = serve("--tls-self-signed", "cr.example.com,192.0.2.7")) {
            int port = launcher.awaitPort();
            launcher.awaitOut(line -> line.equals("  docker push cr.example.com:" + port + "/busybox"));
            Path authority = data().resolve("stowage/tls/ca.crt");

            assertTrue(
                    launcher.out().get(0).startsWith("Stowage development listens on https://cr.example.com:" + port));
            assertTrue(
                    launcher.out().get(1).matches("TLS with a certificate of its own, until \\S+, HTTP/2"),
                    launcher.out()::toString);
            assertEquals(
                    "Clients must trust " + authority + "; how: stowage certificate --trust " + authority
                            + " cr.example.com:" + port + " 192.0.2.7:" + port,
                    launcher.out().get(2));
            assertTrue(Files.exists(authority));
            assertEquals(HttpClient.Version.HTTP_2, get(port, "/v2/").version());
            assertEquals(List.of(), launcher.err());
        }
    }

    @Test
    void theGreetingIsOneJsonObjectIfAsked() throws Exception {
        try (LauncherProcess launcher = serve("--tls-self-signed", "localhost", "--log-format", "json", "--no-http2")) {
            int port = launcher.awaitPort();

            JsonNode greeting = new ObjectMapper().readTree(launcher.out().get(0));

            assertTrue(greeting.get("tls").booleanValue());
            assertTrue(greeting.get("notes").get(0).textValue().startsWith("TLS with a certificate of its own"));
            assertEquals(HttpClient.Version.HTTP_1_1, get(port, "/v2/").version());
        }
    }

    @Test
    void theAccessLogHasTheAddressThatATrustedProxySaw() throws Exception {
        try (LauncherProcess launcher = serve("--access-log", "--trusted-proxy", "127.0.0.1,10.0.0.0/8")) {
            URI address = launcher.address("/v2/");
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address)
                                    .header("X-Forwarded-For", "192.0.2.1, 10.0.0.9")
                                    .build(),
                            BodyHandlers.discarding());

            launcher.awaitOut(line -> line.contains(" access 192.0.2.1 GET /v2/ 200 "));
            assertTrue(launcher.out().contains("behind proxies at 127.0.0.1, 10.0.0.0/8"), launcher.out()::toString);
        }
    }

    @Test
    void anUploadThatIsRefusedEarlyLeavesTheHttp2ConnectionUsable() throws Exception {
        byte[] tooLarge = new byte[8 << 20];
        try (LauncherProcess launcher = serve("--http2");
                Http2Connection connection = new Http2Connection(launcher.awaitPort())) {
            for (int i = 0; i < 10; i++) {
                Http2Connection.Exchange refused = connection.begin("PUT", "/v2/a/manifests/latest");
                refused.send(tooLarge, true);
                assertEquals(413, refused.status());
            }
            Http2Connection.Exchange next = connection.begin("GET", "/v2/a/manifests/latest");
            next.send(new byte[0], true);
            assertEquals(404, next.status());
        }
    }

    @Test
    void aFileThatCannotBeUsedIsSaidInOneLine() throws Exception {
        Path none = temp.resolve("none.pem");
        try (LauncherProcess launcher = serve("--tls-certificate", none.toString(), "--tls-key", none.toString())) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(
                    List.of("stowage: cannot read TLS certificate " + none + ": " + none + " does not exist"),
                    launcher.err());
            assertEquals(List.of(), launcher.out());
        }
    }

    @Test
    void noLevelOfTheLogShowsAPasswordOrAToken() throws Exception {
        String basic = Base64.getEncoder().encodeToString("alice:swordfish".getBytes(StandardCharsets.UTF_8));
        Path users = Files.writeString(temp.resolve("users"), "# nobody\n");
        String[] flags = {
            "--tls-self-signed",
            "localhost",
            "--htpasswd",
            users.toString(),
            "--anonymous-pull",
            "--log-level",
            "trace",
            "--access-log"
        };
        try (LauncherProcess launcher = serve(flags)) {
            int port = launcher.awaitPort();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(TrustingAll.context()).build();
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpRequest.Builder pull = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v2/"))
                        .version(version)
                        .header("Authorization", "Basic " + basic);
                assertEquals(
                        401,
                        client.send(pull.build(), BodyHandlers.discarding()).statusCode());
                HttpRequest.Builder form = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/token"))
                        .version(version)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=password&service=stowage&username=alice&password=swordfish"));
                assertEquals(
                        401,
                        client.send(form.build(), BodyHandlers.discarding()).statusCode());
                URI tokens = URI.create("https://localhost:" + port + "/token?service=stowage");
                HttpResponse<String> token = client.send(
                        HttpRequest.newBuilder(tokens).version(version).build(), BodyHandlers.ofString());
                String text =
                        new ObjectMapper().readTree(token.body()).get("token").textValue();
                assertSecret(launcher, text);
            }
            assertSecret(launcher, "swordfish");
            assertSecret(launcher, basic);
        }
    }

    @Test
    void aHandshakeThatFailsIsLoggedAtDebug() throws Exception {
        try (LauncherProcess launcher = serve("--tls-self-signed", "localhost", "--log-level", "debug")) {
            int port = launcher.awaitPort();

            // A socket says why before it closes; the JDK's HTTP client sometimes just hangs up.
            try (Socket socket = SSLSocketFactory.getDefault().createSocket(InetAddress.getLoopbackAddress(), port)) {
                assertThrows(IOException.class, ((SSLSocket) socket)::startHandshake);
            }

            launcher.awaitErr(line -> line.contains("TLS handshake with 127.0.0.1 failed: "));
        }
    }

    private static void assertSecret(LauncherProcess launcher, String secret) {
        for (String line : launcher.err()) {
            assertFalse(line.contains(secret), line);
        }
        for (String line : launcher.out()) {
            assertFalse(line.contains(secret), line);
        }
    }

    @Test
    void strangersDoNotFillTheLog() throws Exception {
        try (LauncherProcess launcher = serve("--tls-self-signed", "localhost")) {
            int port = launcher.awaitPort();
            for (String nonsense : List.of(
                    "", "\u0016", "\u0016\u0003\u0001\u0002\u0000\u0001nonsense", "GET / HTTP/1.1\r\n\r\n", "x")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                    socket.setSoLinger(true, 0); // a reset
                }
            }
            assertEquals(200, get(port, "/v2/").statusCode());
            launcher.terminate();
            launcher.awaitExit();

            assertEquals(
                    List.of(),
                    launcher.err().stream()
                            .filter(line -> !line.contains("RegistryServer: stopping"))
                            .filter(line -> !line.endsWith("Ending: stopped"))
                            .toList());
        }
    }

    private Path data() {
        return temp.resolve("data");
    }

    private LauncherProcess serve(String... more) throws IOException {
        return LauncherProcess.start(Stream.concat(
                        Stream.of("serve", "--listen", "127.0.0.1:0", "--data", data().toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static HttpClient client() throws Exception {
        return HttpClient.newBuilder().sslContext(TrustingAll.context()).build();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return client().send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
