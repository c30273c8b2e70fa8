package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.error.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What only shows on a real connection: broken ones, kept ones, and bodies that nobody reads. */
public class ConnectionTest extends WireTest {
    private static final String HOST = "\nHost: registry\n";

    private SocketTalk connect() throws IOException {
        return new SocketTalk(container().port());
    }

    private String rangeOf(String location) {
        return send("GET " + location).is(204).header("Range");
    }

    /** The server sees the end of a connection a little after we made it; then all that it keeps is there at once. */
    private String awaitBytes(String location) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        String range = rangeOf(location);
        while (range.equals("0-0") && Instant.now().isBefore(deadline)) {
            Thread.sleep(10);
            range = rangeOf(location);
        }
        return range;
    }

    @Test
    void aBodyThatBreaksOffKeepsWhatCame() throws Exception {
        String location = startUpload("a");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH " + location + " HTTP/1.1" + HOST + "Content-Length: 100\n\n0123")
                    .endOutput();
            talk.readAll();
        }

        assertEquals("0-3", awaitBytes(location));
        send("PATCH " + location + "\nContent-Range: 4-9", "456789").is(202).with("Range: 0-9");
        Digest digest = sha256("0123456789");
        send("PUT " + location + "?digest=" + digest, "").is(201);
        send("GET /v2/a/blobs/" + digest).is(200).withBody("0123456789");
    }

    @Test
    void aConnectionCutInMidChunkKeepsWhatCame() throws Exception {
        String location = startUpload("a");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH " + location + " HTTP/1.1" + HOST + "Transfer-Encoding: chunked\n\n4\n0123\n40\n4567");
            // what was not read before a reset may be lost, so end politely in the midst of a chunk
            talk.endOutput();
            talk.readAll();
        }

        String range = awaitBytes(location);
        assertTrue(range.equals("0-7") || range.equals("0-3"), range);
    }

    @Test
    void aMalformedChunkKeepsWhatCameBefore() throws Exception {
        String location = startUpload("a");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH " + location + " HTTP/1.1" + HOST + "Transfer-Encoding: chunked\n\n4\n0123\nzz\n4567\n");
            String answer = new String(talk.readAll(), ISO_8859_1);
            // Undertow just ends the connection
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400 "), answer);
        }

        String range = awaitBytes(location);
        assertEquals("0-3", range);
    }

    @Test
    void aCutPutCommitsNothingAndCanGoOn() throws Exception {
        String location = startUpload("a");
        Digest digest = sha256("0123456789");

        try (SocketTalk talk = connect()) {
            talk.send("PUT " + location + "?digest=" + digest + " HTTP/1.1" + HOST + "Content-Length: 10\n\n01234")
                    .endOutput();
            talk.readAll();
        }

        assertEquals("0-4", awaitBytes(location));
        send("HEAD /v2/a/blobs/" + digest).is(404);
        send("PUT " + location + "?digest=" + digest + "\nContent-Range: 5-9", "56789")
                .is(201);
    }

    @Test
    void aCutManifestIsNotStored() throws Exception {
        pushBlob("a", "{}");

        try (SocketTalk talk = connect()) {
            talk.send("PUT /v2/a/manifests/1.0 HTTP/1.1" + HOST + "Content-Length: "
                            + (manifest().length() + 5) + "\n\n" + manifest())
                    .endOutput();
            talk.readAll();
        }

        send("GET /v2/a/manifests/1.0").is(404);
    }

    @Test
    void aCutSinglePostLeavesNoUploadBehind() throws Exception {
        Digest digest = sha256("0123456789");

        try (SocketTalk talk = connect()) {
            talk.send("POST /v2/a/blobs/uploads/?digest=" + digest + " HTTP/1.1" + HOST + "Content-Length: 10\n\n01234")
                    .endOutput();
            talk.readAll();
        }

        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (!storage().uploads().startedBefore(Instant.MAX).isEmpty()
                && Instant.now().isBefore(deadline)) {
            Thread.sleep(10);
        }
        assertEquals(0, storage().uploads().startedBefore(Instant.MAX).size());
        send("HEAD /v2/a/blobs/" + digest).is(404);
    }

    @Test
    void aManifestMayComeInChunks() throws Exception {
        pushBlob("a", "{}");
        String content = manifest();

        send(
                        "PUT /v2/a/manifests/1.0\nTransfer-Encoding: chunked",
                        Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\n\r\n")
                .is(201);
        send("GET /v2/a/manifests/1.0").is(200).withBody(content);
    }

    @Test
    void anErrorKeepsTheConnectionWhenLittleIsUnread() throws Exception {
        pushBlob("a", "{}");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH /v2/a/blobs/uploads/x HTTP/1.1" + HOST + "Content-Length: 5\n\n12345");
            talk.send("GET /v2/a/manifests/nope HTTP/1.1" + HOST + "\n");
            talk.send("HEAD /v2/a/manifests/nope HTTP/1.1" + HOST + "\n");
            talk.send("GET /v2/a/blobs/" + sha256("{}") + " HTTP/1.1" + HOST + "\n");

            talk.readAnswer(false).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
            talk.readAnswer(false).isError(404, ErrorCode.MANIFEST_UNKNOWN);
            talk.readAnswer(true).is(404);
            talk.readAnswer(false).is(200).withBody("{}");
        }
    }

    @Test
    void aSmallChunkOutOfPlaceKeepsTheConnection() throws Exception {
        String location = startUpload("a");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH " + location + " HTTP/1.1" + HOST + "Content-Range: 7-10\nContent-Length: 4\n\n7890");
            talk.readAnswer(false).isError(416, ErrorCode.BLOB_UPLOAD_INVALID);
            talk.send("GET " + location + " HTTP/1.1" + HOST + "\n");
            talk.readAnswer(false).is(204).with("Range: 0-0");
        }
    }

    @Test
    void aLargeBodyThatIsRefusedIsNotReadAndEndsTheConnection() throws Exception {
        try (SocketTalk talk = connect()) {
            talk.send("PUT /v2/a/manifests/1.0 HTTP/1.1" + HOST + "Content-Length: 5000000000\n\n");

            talk.readAnswer(false).isError(413, ErrorCode.MANIFEST_INVALID).with("Connection: close");
        }
    }

    @Test
    void anEndlessManifestIsCutAtTheLimit() throws Exception {
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) ' ');

        try (SocketTalk talk = connect()) {
            talk.send("PUT /v2/a/manifests/1.0 HTTP/1.1" + HOST + "Transfer-Encoding: chunked\n\n");
            for (int i = 0; i < 4; i++) {
                talk.send("100000\n").send(chunk).send("\n");
            }
            talk.send("1\n \n");
            talk.readAnswer(false).isError(413, ErrorCode.MANIFEST_INVALID).with("Connection: close");
        }
    }

    @Test
    void expectContinueIsAnsweredWhenTheBodyIsWanted() throws Exception {
        String location = startUpload("a");

        try (SocketTalk talk = connect()) {
            talk.send("PATCH " + location + " HTTP/1.1" + HOST + "Content-Length: 4\nExpect: 100-continue\n\n");
            assertEquals(100, talk.readAnswer(false).status());
            talk.send("0123");
            talk.readAnswer(false).is(202).with("Range: 0-3");
        }
    }

    @Test
    void answersGoOnAfterAClientLeftInTheMiddleOfABlob() throws Exception {
        byte[] content = new byte[8 << 20];
        Digest digest = pushBlob("a", content);

        for (int i = 0; i < 5; i++) {
            SocketTalk talk = connect();
            talk.send("GET /v2/a/blobs/" + digest + " HTTP/1.1" + HOST + "\n");
            talk.reset();
        }

        send("GET /v2/a/blobs/" + digest).is(200).with("Content-Length: " + content.length);
    }
}
