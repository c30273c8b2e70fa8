package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.error.ErrorCode;
import java.util.Collections;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v2/<name>/blobs/<digest>}: end-2 and end-10. */
public class BlobTest extends WireTest {
    private static final String TEN = "0123456789";

    @Test
    void getAnswersTheBytesAndWhatTheyAre() {
        Digest digest = pushBlob("a", TEN);

        send("GET /v2/a/blobs/" + digest)
                .is(200)
                .with(
                        "Content-Type: application/octet-stream",
                        "Content-Length: 10",
                        "Docker-Content-Digest: " + digest,
                        "ETag: \"" + digest + "\"",
                        "Accept-Ranges: bytes",
                        "Cache-Control: max-age=31536000, immutable")
                .without("Content-Range")
                .withBody(TEN);
    }

    @Test
    void headAnswersTheSameWithoutTheBytes() {
        Digest digest = pushBlob("a", TEN);

        send("HEAD /v2/a/blobs/" + digest)
                .is(200)
                .with(
                        "Content-Type: application/octet-stream",
                        "Content-Length: 10",
                        "Docker-Content-Digest: " + digest,
                        "ETag: \"" + digest + "\"",
                        "Accept-Ranges: bytes")
                .withoutBody();
        send("HEAD /v2/a/blobs/" + digest + "\nRange: bytes=1-2")
                .is(200)
                .with("Content-Length: 10")
                .without("Content-Range");
    }

    @Test
    void anEmptyBlobHasItsLengthSaid() {
        Digest digest = pushBlob("a", "");

        send("GET /v2/a/blobs/" + digest).is(200).with("Content-Length: 0").withoutBody();
        send("HEAD /v2/a/blobs/" + digest).is(200).with("Content-Length: 0").withoutBody();
        send("GET /v2/a/blobs/" + digest + "\nRange: bytes=0-")
                .is(200)
                .with("Content-Length: 0")
                .without("Content-Range");
    }

    @Test
    void largeBlobsArriveWhole() {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        Digest digest = pushBlob("a", content);

        assertArrayEquals(content, send("GET /v2/a/blobs/" + digest).is(200).body());
    }

    @Test
    void compressionIsNeverApplied() {
        Digest digest = pushBlob("a", "a".repeat(10_000));

        send("GET /v2/a/blobs/" + digest + "\nAccept-Encoding: zstd;q=1.0, gzip;q=0.8, deflate;q=0.5")
                .is(200)
                .with("Content-Length: 10000");
    }

    @Test
    void unknownBlobAnswers404WithBlobUnknown() {
        Digest digest = pushBlob("a", TEN);

        send("GET /v2/a/blobs/" + sha256("other")).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("GET /v2/a/blobs/" + sha512("other")).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("GET /v2/b/blobs/" + digest).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("HEAD /v2/b/blobs/" + digest).is(404).withoutBody();
        send("DELETE /v2/b/blobs/" + digest).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("GET /v2/a/blobs/" + digest.toString().toUpperCase(Locale.ROOT)).isError(404, ErrorCode.BLOB_UNKNOWN);
    }

    @Test
    void aManifestCanBeReadAsABlob() {
        Digest digest = pushManifest("a", "1.0", manifest());

        send("GET /v2/a/blobs/" + digest).is(200).withBody(manifest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"D\"", "D", "W/\"D\"", "*", "\"x\", \"D\""})
    void knownBlobAnswers304(String known) {
        Digest digest = pushBlob("a", TEN);
        String header = "\nIf-None-Match: " + known.replace("D", digest.toString());

        for (String method : new String[] {"GET", "HEAD"}) {
            send(method + " /v2/a/blobs/" + digest + header)
                    .is(304)
                    .with("ETag: \"" + digest + "\"", "Docker-Content-Digest: " + digest)
                    .withLengthOrNone(TEN.length())
                    .withoutBody();
        }
        send("GET /v2/a/blobs/" + digest + "\nIf-None-Match: \"other\"").is(200);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,             0-0,  0",
        "bytes=2-4,             2-4,  234",
        "bytes=7-,              7-9,  789",
        "bytes=-3,              7-9,  789",
        "bytes=-30,             0-9,  0123456789",
        "bytes=8-500,           8-9,  89",
        "bytes=0-,              0-9,  0123456789",
        "'bytes=0-5,3-8',       0-8,  012345678",
        "'bytes=2-2,100-200',   2-2,  2",
    })
    void oneRangeAnswers206(String range, String part, String body) {
        Digest digest = pushBlob("a", TEN);

        send("GET /v2/a/blobs/" + digest + "\nRange: " + range)
                .is(206)
                .with(
                        "Content-Range: bytes " + part + "/10",
                        "Content-Type: application/octet-stream",
                        "Docker-Content-Digest: " + digest,
                        "ETag: \"" + digest + "\"")
                .withBody(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=5-0", "bytes=99999999999999999999-"})
    void aRangeOutsideAnswers416(String range) {
        Digest digest = pushBlob("a", TEN);

        send("GET /v2/a/blobs/" + digest + "\nRange: " + range)
                .isError(416, ErrorCode.SIZE_INVALID)
                .with("Content-Range: bytes */10")
                .without("ETag", "Cache-Control");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=x-y", "bytes=", "lines=1-2", "bytes=1-2,z"})
    void malformedRangesAreIgnored(String range) {
        Digest digest = pushBlob("a", TEN);

        send("GET /v2/a/blobs/" + digest + "\nRange: " + range).is(200).withBody(TEN);
    }

    @Test
    void severalRangesAnswerMultipart() {
        Digest digest = pushBlob("a", TEN);

        Answer answer = send("GET /v2/a/blobs/" + digest + "\nRange: bytes=5-6,0-1,-1")
                .is(206)
                .without("Content-Range");
        Matcher type =
                Pattern.compile("multipart/byteranges; boundary=([a-z0-9-]+)").matcher(answer.header("Content-Type"));
        assertTrue(type.matches());
        String expected = """

                --B
                Content-Type: application/octet-stream
                Content-Range: bytes 5-6/10

                56
                --B
                Content-Type: application/octet-stream
                Content-Range: bytes 0-1/10

                01
                --B
                Content-Type: application/octet-stream
                Content-Range: bytes 9-9/10

                9
                --B--
                """;
        answer.withBody(expected.replace("B", type.group(1)).replace("\n", "\r\n"));
    }

    @Test
    void repeatedAndHugeRangeListsCostNoMoreThanTheBlob() {
        byte[] content = new byte[1 << 20];
        Digest digest = pushBlob("a", content);
        String manyTimesEverything = String.join(",", Collections.nCopies(500, "0-"));
        String tooMany = String.join(",", Collections.nCopies(1100, "1-1"));

        send("GET /v2/a/blobs/" + digest + "\nRange: bytes=" + manyTimesEverything)
                .is(206)
                .with("Content-Length: " + content.length);
        send("GET /v2/a/blobs/" + digest + "\nRange: bytes=" + tooMany)
                .is(200)
                .with("Content-Length: " + content.length);
    }

    @Test
    void rangesGoWithAMatchingIfRangeOnly() {
        Digest digest = pushBlob("a", TEN);
        String request = "GET /v2/a/blobs/" + digest + "\nRange: bytes=1-2\nIf-Range: ";

        send(request + "\"" + digest + "\"").is(206);
        send(request + "\"" + sha256("other") + "\"").is(200).withBody(TEN);
        send(request + "W/\"" + digest + "\"").is(200);
        send(request + "Mon, 23 Nov 2026 12:00:00 GMT").is(200);
    }

    @Test
    void deleteTakesTheBlobOutOfOneRepository() {
        Digest digest = pushBlob("a", TEN);
        pushBlob("b", TEN);

        send("DELETE /v2/a/blobs/" + digest).is(202).with("Content-Length: 0").withoutBody();
        send("HEAD /v2/a/blobs/" + digest).is(404);
        send("DELETE /v2/a/blobs/" + digest).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("GET /v2/b/blobs/" + digest).is(200).withBody(TEN);
    }

    @Test
    void deletesCanBeSwitchedOff() {
        serve(builder -> builder.allowDeletes(false));
        Digest digest = pushBlob("a", TEN);

        Answer answer = send("DELETE /v2/a/blobs/" + digest).isError(405, ErrorCode.UNSUPPORTED);
        assertEquals("GET, HEAD, OPTIONS", answer.header("Allow"));
        send("GET /v2/a/blobs/" + digest).is(200);
    }

    @Test
    void sha512BlobsAreEqualCitizens() {
        Digest digest = sha512(TEN);

        send("POST /v2/a/blobs/uploads/?digest=" + digest, TEN).is(201).with("Docker-Content-Digest: " + digest);
        send("GET /v2/a/blobs/" + digest)
                .is(200)
                .with("Docker-Content-Digest: " + digest)
                .withBody(TEN);
        send("HEAD /v2/a/blobs/" + sha256(TEN)).is(404);
    }

    @Test
    void bytesAreSentAsTheyAre() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Digest digest = pushBlob("a", all);

        assertEquals(
                new String(all, ISO_8859_1),
                new String(send("GET /v2/a/blobs/" + digest).is(200).body(), ISO_8859_1));
    }
}
