package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.tls.Transport;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.Registry;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.StorageFailedException;
import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jetty's settings are good for, as a client sees it. */
class RegistryServerTest {
    private static final String INDEX =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}";
    private static final String INDEX_DIGEST = Digest.of(
                    DigestAlgorithm.SHA256, INDEX.getBytes(StandardCharsets.US_ASCII))
            .toString();

    private final RegistryServer server =
            new RegistryServer(ListenAddress.parse("127.0.0.1:0"), Duration.ofSeconds(5), Optional.empty());
    private final Registry registry = Registry.builder(InMemoryStorage.create()).build();

    @SuppressWarnings("NullAway.Init")
    private ListenAddress address;

    @BeforeEach
    void start() throws StartException {
        address = server.listen();
        server.serve(registry, Transport.plain());
    }

    @AfterEach
    void stop() throws IOException {
        server.stop();
        registry.close();
    }

    @Test
    void theServerDoesNotTellItsVersion() throws IOException {
        String answer = answerTo("GET /v2/ HTTP/1.1", "");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertFalse(answer.contains("\nServer:"), answer);
    }

    @Test
    void aLongTokenIsTaken() throws IOException {
        String answer = answerTo("GET /v2/ HTTP/1.1", "Authorization: Bearer " + "a".repeat(60_000) + "\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void asManyTagsAsThereMayBeAreTakenInOnePush() throws IOException {
        String tags = IntStream.range(0, 128)
                .mapToObj(number -> "tag=" + "t".repeat(20) + String.format("%04d", number))
                .collect(Collectors.joining("&"));

        String answer = answerTo(
                "PUT /v2/a/manifests/" + INDEX_DIGEST + "?" + tags + " HTTP/1.1",
                "Content-Type: application/vnd.oci.image.index.v1+json\r\nContent-Length: " + INDEX.length() + "\r\n",
                INDEX);

        assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        String all = tags.replace("tag=", "").replace("&", ", ");
        assertTrue(answer.contains("\nOCI-Tag: " + all + "\r\n"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2//a/tags/list, 400, NAME_INVALID",
        "/v2//tags/list, 400, NAME_INVALID",
        "/v2/a%2Fb/tags/list, 400, NAME_INVALID",
        "/v2/a%252Fb/tags/list, 400, NAME_INVALID",
        "/v2/a%25/tags/list, 400, NAME_INVALID",
        "/v2/a/../b/tags/list, 400, NAME_INVALID",
        "/v2/a/%2e%2e/b/tags/list, 400, NAME_INVALID",
        "/v2/a/..%2F..%2Fetc/passwd/tags/list, 400, NAME_INVALID",
        "/v2/a;x=1/tags/list, 400, NAME_INVALID",
        "/v2/%5c%5ca/tags/list, 400, NAME_INVALID",
        "/v2/a/blobs/..%2f..%2fetc%2fpasswd, 400, NAME_INVALID",
        "/v2/a/blobs/uploads/%2e%2e, 404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/manifests/%2e%2e, 404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/%252e%252e, 404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/%ff, 400, NAME_INVALID",
        "/v2/a/manifests/x%25, 404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/%5c, 404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/x;y, 404, MANIFEST_UNKNOWN",
        "/x/../v2/a/tags/list, 404, NAME_UNKNOWN",
        "/v2/../v2/a/tags/list, 400, NAME_INVALID",
        "/v2%2fa/tags/list, 400, NAME_INVALID",
    })
    void aDoubtfulPathIsTheRegistrysToRefuse(String path, int status, String code) throws IOException {
        assertRefused(status, code, answerTo("GET " + path + " HTTP/1.1", ""));
        assertNoBody(status, answerTo("HEAD " + path + " HTTP/1.1", ""));
    }

    // Jetty no longer knows then whether it was a HEAD, which must not be answered with a body.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | GET /v2/a/manifests/%00 HTTP/1.1
            400 | HEAD /v2/a/manifests/%00 HTTP/1.1
            400 | HEAD /v2/a/manifests/% HTTP/1.1
            400 | HEAD /v2/a/manifests/%zz HTTP/1.1
            400 | HEAD /../etc/passwd HTTP/1.1
            400 | HEAD /v2/../../v2/ HTTP/1.1
            400 | HEAD /v2/#%00 HTTP/1.1
            400 | HEAD
            505 | HEAD /v2/ HTTP/9.9
            """)
    void aFirstLineThatCannotBeReadIsRefusedWithoutABody(int status, String line) throws IOException {
        assertNoBody(status, answerTo(line, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nContent-Length: 2\r\n",
                "Content-Length: many\r\n",
                "Host: another\r\n",
                "A header without its colon\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
            })
    void headersThatAreNoHttpAreNotBlamedOnTheName(String headers) throws IOException {
        assertRefused(400, "UNSUPPORTED", answerTo("GET /v2/ HTTP/1.1", headers));
        assertNoBody(400, answerTo("HEAD /v2/ HTTP/1.1", headers));
    }

    @Test
    void aHeadThatIsTooLongIsRefusedInTheRegistrysForm() throws IOException {
        String answer = answerTo("GET /v2/ HTTP/1.1", "X: " + "a".repeat(70_000) + "\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        assertTrue(
                answer.endsWith(
                        "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"Request Header Fields Too Large\"}]}"),
                answer);
    }

    @ParameterizedTest
    @CsvSource({"/, 200", "/v1/search?q=a, 404", "/v2x/, 404", "/favicon.ico, 404"})
    void whatIsNotTheRegistryIsAnsweredInPlainText(String path, int status) throws IOException {
        String answer = answerTo("GET " + path + " HTTP/1.1", "");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\nContent-Type: text/plain;charset=utf-8\r\n"), answer);
    }

    @Test
    void whoAsksAboutTheHealthNeedsNoLoginAndGetsAReason() throws IOException {
        for (String path : new String[] {"/livez", "/readyz", "/healthz"}) {
            String answer = answerTo("GET " + path + " HTTP/1.1", "");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.contains("\nCache-Control: no-store\r\n"), answer);
            assertTrue(answer.contains("{\"status\":\"green\",\"since\":\""), answer);
            assertNoBody(200, answerTo("HEAD " + path + " HTTP/1.1", ""));
            assertNoBody(405, answerTo("POST " + path + " HTTP/1.1", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FULL, full, 200, 200, 503",
        "READ_ONLY, read-only, 200, 200, 503",
        "DAMAGED, damaged, 200, 200, 503",
        "UNREACHABLE, unreachable, 200, 503, 503",
    })
    void aStorageInTroubleIsNoReasonToKillTheProcessNorToSendPullsAway(
            StorageTrouble trouble, String word, int live, int ready, int well) throws IOException {
        registry.health().failed(new StorageFailedException(trouble, "for a test"));

        String start = "{\"status\":\"red\",\"storage\":\"" + word + "\",\"since\":\"";
        assertHealth(live, start, "/livez");
        assertHealth(ready, start, "/readyz");
        assertHealth(well, start, "/healthz");
    }

    private void assertHealth(int status, String body, String path) throws IOException {
        String answer = answerTo("GET " + path + " HTTP/1.1", "");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains(body), answer);
    }

    private static void assertRefused(int status, String code, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\nContent-Type: application/json"), answer);
        assertTrue(answer.contains("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\""), answer);
    }

    private static void assertNoBody(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    private String answerTo(String request, String headers) throws IOException {
        return answerTo(request, headers, "");
    }

    /** The whole answer to one request, as it came. */
    private String answerTo(String request, String headers, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
            socket.setSoTimeout(30_000);
            String text = request + "\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
