package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.error.ErrorCode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v2/<name>/blobs/uploads/} and what lies below: end-4, 5, 6, 11, 13 and 14. */
public class UploadTest extends WireTest {
    private static final String TEN = "0123456789";
    private final Digest ten = sha256(TEN);

    @ParameterizedTest
    @ValueSource(
            strings = {"/v2/a/blobs/uploads/", "/v2/a/blobs/uploads", "/v2/a/b/blobs/uploads/?digest-algorithm=sha512"})
    void postStartsAnUpload(String path) {
        Answer answer = send("POST " + path)
                .is(202)
                .with("Range: 0-0", "Content-Length: 0")
                .without("OCI-Chunk-Min-Length", "Content-Type")
                .withoutBody();

        String id = answer.header("Docker-Upload-UUID");
        String name = path.substring("/v2/".length(), path.indexOf("/blobs/"));
        assertEquals("/v2/" + name + "/blobs/uploads/" + id, answer.header("Location"));
        assertTrue(id.matches("[0-9a-f-]{36}"), id);
    }

    @Test
    void theContentTypeOfThePostDoesNotMatter() {
        send("POST /v2/a/blobs/uploads/\nContent-Type: application/json").is(202);
        send("POST /v2/a/blobs/uploads/?origin=x\nContent-Type: application/x-www-form-urlencoded", "a=b")
                .is(202);
    }

    @Test
    void aMinimumChunkSizeIsAnnounced() {
        serve(builder -> builder.limits(new RegistryLimits(4 << 20, 100, 128, 10_000, 3 << 20, 65_536)));

        send("POST /v2/a/blobs/uploads/").is(202).with("OCI-Chunk-Min-Length: 65536");
    }

    @Test
    void postThenPut() {
        String location = startUpload("a");

        send("PUT " + location + "?digest=" + ten.toString().replace(":", "%3A"), TEN)
                .is(201)
                .with("Location: /v2/a/blobs/" + ten, "Docker-Content-Digest: " + ten, "Content-Length: 0")
                .withoutBody();
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
        send("GET " + location).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @Test
    void postOfTheWholeBlob() {
        send("POST /v2/a/blobs/uploads/?digest=" + ten, TEN)
                .is(201)
                .with("Location: /v2/a/blobs/" + ten, "Docker-Content-Digest: " + ten, "Content-Length: 0");
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
    }

    @Test
    void postOfTheWholeBlobWithAnotherDigestLeavesNothing() throws Exception {
        send("POST /v2/a/blobs/uploads/?digest=" + sha256("other"), TEN).isError(400, ErrorCode.DIGEST_INVALID);

        send("HEAD /v2/a/blobs/" + sha256("other")).is(404);
        send("HEAD /v2/a/blobs/" + ten).is(404);
        assertEquals(0, storage().uploads().startedBefore(Instant.MAX).size());
    }

    @Test
    void chunksFollowEachOther() {
        String location = startUpload("a");

        send("PATCH " + location + "\nContent-Range: 0-3", "0123")
                .is(202)
                .with("Location: " + location, "Range: 0-3", "Content-Length: 0")
                .withoutBody();
        send("GET " + location)
                .is(204)
                .with("Location: " + location, "Range: 0-3")
                .withoutBody();
        send("HEAD " + location).is(204).with("Range: 0-3").withoutBody();
        send("PATCH " + location + "\nContent-Range: bytes 4-6/10", "456")
                .is(202)
                .with("Range: 0-6");
        send("PUT " + location + "?digest=" + ten + "\nContent-Range: 7-9", "789")
                .is(201)
                .with("Docker-Content-Digest: " + ten);
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
    }

    @Test
    void aStreamNeedsNoRange() {
        String location = startUpload("a");

        Answer answer = send(
                        "PATCH " + location + "\nTransfer-Encoding: chunked", "4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n")
                .is(202)
                .with("Range: 0-9");
        assertEquals(location, "/v2/a/blobs/uploads/" + answer.header("Docker-Upload-UUID"));
        send("PUT " + location + "?digest=" + ten + "\nTransfer-Encoding: chunked", "0\r\n\r\n")
                .is(201);
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
    }

    @Test
    void anUploadWithoutBytesHasAStatus() {
        String location = startUpload("a");

        send("GET " + location).is(204).with("Range: 0-0");
        send("PATCH " + location, "").is(202).with("Range: 0-0");
    }

    @ParameterizedTest
    @CsvSource({
        // method and range of a chunk that does not go on where the upload is, at 4 bytes
        "PATCH, 5-8",
        "PATCH, 0-3",
        "PATCH, 3-6",
        "PATCH, 100-103",
        "PUT,   5-8",
        "PUT,   0-3",
    })
    void aChunkOutOfPlaceAnswers416AndTheUploadGoesOn(String method, String range) {
        String location = startUpload("a");
        send("PATCH " + location + "\nContent-Range: 0-3", "0123").is(202);
        String url = location + (method.equals("PUT") ? "?digest=" + ten : "");

        send(method + " " + url + "\nContent-Range: " + range, "xxxx")
                .isError(416, ErrorCode.BLOB_UPLOAD_INVALID)
                .with("Location: " + location, "Range: 0-3");
        // the suite asks on the URL that still has its digest
        send("GET " + url).is(204).with("Range: 0-3");
        send("PUT " + location + "?digest=" + ten + "\nContent-Range: 4-9", "456789")
                .is(201);
    }

    @Test
    void theFirstChunkBeginsAtZero() {
        String location = startUpload("a");

        send("PATCH " + location + "\nContent-Range: 4-7", "4567")
                .isError(416, ErrorCode.BLOB_UPLOAD_INVALID)
                .with("Range: 0-0");
        send("GET " + location).is(204).with("Range: 0-0");
    }

    @ParameterizedTest
    @CsvSource({"0-2", "0-4", "0-99999999999"})
    void aRangeOfAnotherLengthThanTheBodyIsRefusedBeforeReading(String range) {
        String location = startUpload("a");

        send("PATCH " + location + "\nContent-Range: " + range, "0123").isError(400, ErrorCode.SIZE_INVALID);
        send("GET " + location).is(204).with("Range: 0-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "3-0", "-1-3", "bytes */4", "0-99999999999999999999"})
    void malformedRangesAreRefused(String range) {
        String location = startUpload("a");

        send("PATCH " + location + "\nContent-Range: " + range, "0123").isError(400, ErrorCode.BLOB_UPLOAD_INVALID);
        send("GET " + location).is(204).with("Range: 0-0");
    }

    @Test
    void aChunkedBodyOfAnotherLengthThanItsRangeIsRefused() {
        String location = startUpload("a");

        send("PATCH " + location + "\nContent-Range: 0-9\nTransfer-Encoding: chunked", "4\r\n0123\r\n0\r\n\r\n")
                .isError(400, ErrorCode.SIZE_INVALID);
        send("PATCH " + startUpload("a") + "\nContent-Range: 0-1\nTransfer-Encoding: chunked", "4\r\n0123\r\n0\r\n\r\n")
                .isError(400, ErrorCode.SIZE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?digest=",
                "?digest=latest",
                "?digest=sha256:baddigest",
                "?digest=md5:d41d8cd98f00b204e9800998ecf8427e",
                "?digest=SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void anUnusableDigestLeavesTheUploadAsItWas(String query) {
        String location = startUpload("a");
        send("PATCH " + location, "0123").is(202);

        send("PUT " + location + query, "456789").isError(400, ErrorCode.DIGEST_INVALID);
        send("GET " + location).is(204).with("Range: 0-3");
        send("PUT " + location + "?digest=" + ten, "456789").is(201);
    }

    @Test
    void contentWithAnotherDigestIsNotStored() {
        String location = startUpload("a");

        send("PUT " + location + "?digest=" + sha256("other"), TEN).isError(400, ErrorCode.DIGEST_INVALID);
        send("HEAD /v2/a/blobs/" + sha256("other")).is(404);
        send("HEAD /v2/a/blobs/" + ten).is(404);
        send("GET " + location).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @Test
    void sha512NeedsNoAnnouncement() {
        Digest digest = sha512(TEN);
        String location = startUpload("a");
        send("PATCH " + location, "01234").is(202);

        send("PUT " + location + "?digest=" + digest, "56789").is(201).with("Docker-Content-Digest: " + digest);
        send("GET /v2/a/blobs/" + digest).is(200).withBody(TEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digest-algorithm=md5",
                "digest-algorithm=",
                "digest-algorithm=sha256%2F..",
                "digest=sha256:bad",
                "mount=sha256:bad",
                "mount=",
                "mount=blake3:00&from=b"
            })
    void postRefusesUnusableDigestsAndAlgorithms(String query) {
        send("POST /v2/a/blobs/uploads/?" + query).isError(400, ErrorCode.DIGEST_INVALID);
    }

    @Test
    void cancelForgetsTheUpload() {
        String location = startUpload("a");
        send("PATCH " + location, TEN).is(202);

        send("DELETE " + location).is(204).without("Content-Type").withoutBody();
        send("GET " + location).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("PATCH " + location, TEN).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("PUT " + location + "?digest=" + ten, "").isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("DELETE " + location).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("HEAD /v2/a/blobs/" + ten).is(404);
    }

    @Test
    void cancelWorksWhereDeletesAreOff() {
        serve(builder -> builder.allowDeletes(false));

        send("DELETE " + startUpload("a")).is(204);
    }

    @Test
    void anUploadBelongsToItsRepository() {
        String location = startUpload("a");
        String elsewhere = location.replace("/v2/a/", "/v2/b/");

        send("GET " + elsewhere).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("PATCH " + elsewhere, TEN).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("DELETE " + elsewhere).isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        send("GET " + location).is(204);
    }

    @Test
    void uploadsAreIndependent() {
        String one = startUpload("a");
        String two = startUpload("a");

        assertNotEquals(one, two);
        send("PATCH " + one, "0123").is(202);
        send("GET " + two).is(204).with("Range: 0-0");
    }

    @Test
    void mountOfAKnownBlob() {
        pushBlob("b", TEN);

        send("POST /v2/a/blobs/uploads/?mount=" + ten + "&from=b")
                .is(201)
                .with("Location: /v2/a/blobs/" + ten, "Docker-Content-Digest: " + ten, "Content-Length: 0");
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
        send("DELETE /v2/b/blobs/" + ten).is(202);
        send("GET /v2/a/blobs/" + ten).is(200);
    }

    @Test
    void mountWithoutSourceFindsOne() {
        pushBlob("b", TEN);

        send("POST /v2/a/blobs/uploads/?mount=" + ten).is(201);
        send("POST /v2/a/blobs/uploads/?mount=" + ten).is(201);
        send("GET /v2/a/blobs/" + ten).is(200).withBody(TEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"&from=c", "&from=docker.io/Library/X", "&from=..%2F..", "&from=", "&from=a//b", "&from=%00"})
    void mountFromWhereTheBlobIsNotStartsAnUpload(String from) {
        pushBlob("b", TEN);

        Answer answer =
                send("POST /v2/a/blobs/uploads/?mount=" + ten + from).is(202).with("Range: 0-0");
        send("HEAD /v2/a/blobs/" + ten).is(404);
        send("PUT " + answer.header("Location") + "?digest=" + ten, TEN).is(201);
    }

    @Test
    void mountOfAnUnknownBlobStartsAnUpload() {
        send("POST /v2/a/blobs/uploads/?mount=" + ten).is(202);
        Answer answer =
                send("POST /v2/a/blobs/uploads/?mount=" + ten + "&from=b").is(202);
        send("DELETE " + answer.header("Location")).is(204);
    }
}
