package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.error.ErrorCode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v2/<name>/manifests/<tag-or-digest>}: end-3, end-7 and end-9. */
public class ManifestTest extends WireTest {
    private static final String OCI = MediaType.OCI_MANIFEST.toString();

    @Test
    void putAnswersWhereTheManifestIs() {
        pushBlob("a", "{}");
        Digest digest = sha256(manifest());

        for (String reference : new String[] {"1.0", digest.toString()}) {
            putManifest("a", reference, manifest())
                    .is(201)
                    .with(
                            "Location: /v2/a/manifests/" + digest,
                            "Docker-Content-Digest: " + digest,
                            "Content-Length: 0")
                    .without("OCI-Subject", "OCI-Tag")
                    .withoutBody();
        }
    }

    @Test
    void getAnswersTheExactBytesAndType() {
        String content = manifest("\"org.example.unknown\" :\n {\"a\":[1,2]}  ");
        Digest digest = pushManifest("a", "1.0", content);

        for (String reference : new String[] {"1.0", digest.toString()}) {
            Answer answer = send("GET /v2/a/manifests/" + reference)
                    .is(200)
                    .with("Content-Type: " + OCI, "Docker-Content-Digest: " + digest, "ETag: \"" + digest + "\"")
                    .withBody(content);
            send("HEAD /v2/a/manifests/" + reference)
                    .is(200)
                    .with(
                            "Content-Type: " + OCI,
                            "Content-Length: " + content.length(),
                            "Docker-Content-Digest: " + digest,
                            "ETag: \"" + digest + "\"")
                    .withoutBody();
            assertEquals(
                    reference.equals("1.0") ? "no-cache" : "max-age=31536000, immutable",
                    answer.header("Cache-Control"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: application/vnd.oci.image.index.v1+json\nAccept: application/vnd.oci.image.manifest.v1+json",
                "Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json;q=0.5, */*",
                "Accept: */*",
                "Accept: application/vnd.docker.distribution.manifest.v1+prettyjws",
                "Accept: text/html",
                "Accept: ,;q=x",
                "Accept-Encoding: gzip",
                "Range: bytes=0-",
            })
    void acceptDoesNotDecide(String header) {
        pushManifest("a", "1.0", manifest());

        send("GET /v2/a/manifests/1.0\n" + header)
                .is(200)
                .with("Content-Type: " + OCI)
                .withBody(manifest());
    }

    @Test
    void knownManifestAnswers304() {
        Digest digest = pushManifest("a", "1.0", manifest());

        send("GET /v2/a/manifests/1.0\nIf-None-Match: \"" + digest + "\"")
                .is(304)
                .with("ETag: \"" + digest + "\"", "Docker-Content-Digest: " + digest, "Cache-Control: no-cache")
                .withLengthOrNone(manifest().length())
                .withoutBody();
        send("HEAD /v2/a/manifests/" + digest + "\nIf-None-Match: " + digest).is(304);
        send("GET /v2/a/manifests/1.0\nIf-None-Match: \"" + sha256("other") + "\"")
                .is(200);
    }

    @Test
    void unknownManifestAnswers404WithManifestUnknown() {
        pushManifest("a", "1.0", manifest());

        send("GET /v2/a/manifests/2.0").isError(404, ErrorCode.MANIFEST_UNKNOWN);
        send("HEAD /v2/a/manifests/2.0").is(404).withoutBody();
        send("GET /v2/a/manifests/" + sha256("other")).isError(404, ErrorCode.MANIFEST_UNKNOWN);
        send("GET /v2/b/manifests/1.0").is(404);
        send("GET /v2/b/manifests/" + sha256(manifest())).is(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE"})
    void malformedReferencesAreNotThere(String method) {
        send(method + " /v2/a/manifests/.INVALID_MANIFEST_NAME").is(404);
        send(method + " /v2/a/manifests/sha256:totallywrong").is(404);
        send(method + " /v2/a/manifests/" + "t".repeat(129)).is(404);
    }

    @ParameterizedTest
    @CsvSource({
        ".INVALID_MANIFEST_NAME, NAME_INVALID",
        "a+b,                    NAME_INVALID",
        "-a,                     NAME_INVALID",
        "sha256:baddigest,       DIGEST_INVALID",
        "sha1:da39a3ee5e6b,      DIGEST_INVALID",
    })
    void malformedReferencesCannotBePushed(String reference, ErrorCode code) {
        pushBlob("a", "{}");

        putManifest("a", reference, manifest()).isError(400, code);
        putManifest("a", "t".repeat(129), manifest()).isError(400, ErrorCode.NAME_INVALID);
        putManifest("a", "t".repeat(128), manifest()).is(201);
    }

    @Test
    void contentMustMatchItsDigest() {
        pushBlob("a", "{}");

        putManifest("a", sha256("other").toString(), manifest()).isError(400, ErrorCode.DIGEST_INVALID);
        send("GET /v2/a/manifests/" + sha256("other")).is(404);
        send("GET /v2/a/manifests/" + sha256(manifest())).is(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/vnd.oci.image.manifest.v1+json",
                "Content-Type: application/vnd.oci.image.manifest.v1+json; charset=utf-8",
                "Content-Type: application/vnd.oci.image.manifest.v1+json ;x=y",
                "X-No-Content-Type: 1",
                "Content-Type: not a media type",
            })
    void parametersOfTheContentTypeAreIgnored(String header) {
        pushBlob("a", "{}");

        send("PUT /v2/a/manifests/1.0\n" + header, manifest()).is(201);
        send("GET /v2/a/manifests/1.0").is(200).with("Content-Type: " + OCI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/vnd.oci.image.index.v1+json",
                "Content-Type: application/vnd.docker.distribution.manifest.v2+json",
                "Content-Type: application/vnd.docker.distribution.manifest.v1+prettyjws",
                "Content-Type: application/x-www-form-urlencoded",
            })
    void mismatchedTypesAreRefused(String header) {
        pushBlob("a", "{}");

        send("PUT /v2/a/manifests/1.0\n" + header, manifest()).isError(400, ErrorCode.MANIFEST_INVALID);
        send("GET /v2/a/manifests/1.0").is(404);
    }

    @Test
    void dockerTypesAreServedAsTheyWerePushed() {
        pushBlob("a", "{}");
        String image = manifest().replace(OCI, MediaType.DOCKER_MANIFEST.toString());
        String list = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST_LIST + "\",\"manifests\":["
                + descriptor(MediaType.DOCKER_MANIFEST.toString(), image) + "]}";

        send("PUT /v2/a/manifests/" + sha256(image) + "\nContent-Type: " + MediaType.DOCKER_MANIFEST, image)
                .is(201);
        send("PUT /v2/a/manifests/1.0\nContent-Type: " + MediaType.DOCKER_MANIFEST_LIST, list)
                .is(201);
        send("GET /v2/a/manifests/1.0")
                .is(200)
                .with("Content-Type: " + MediaType.DOCKER_MANIFEST_LIST)
                .withBody(list);
        send("HEAD /v2/a/manifests/" + sha256(image)).is(200).with("Content-Type: " + MediaType.DOCKER_MANIFEST);
    }

    @Test
    void missingContentIsNamedPieceByPiece() {
        String content = "{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "\",\"config\":"
                + descriptor("application/vnd.example.config", "config") + ",\"layers\":["
                + descriptor("application/vnd.example.layer", "layer") + "]}";

        Answer answer = putManifest("a", "1.0", content).isError(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);

        assertEquals(2, answer.json().path("errors").size());
        assertEquals(
                sha256("layer").toString(),
                answer.json()
                        .path("errors")
                        .path(1)
                        .path("detail")
                        .path("digest")
                        .asText());
        send("GET /v2/a/manifests/1.0").is(404);
    }

    @Test
    void sparseImagesAreTakenWhereAllowed() {
        serve(builder -> builder.allowSparse(true));

        putManifest("a", "1.0", manifest()).is(201);
    }

    @Test
    void subjectIsConfirmed() {
        pushBlob("a", "{}");
        String content = manifest("\"subject\":" + descriptor(OCI, "never pushed"));

        putManifest("a", sha256(content).toString(), content).is(201).with("OCI-Subject: " + sha256("never pushed"));
    }

    @Test
    void tagParametersTagAPushByDigest() {
        pushBlob("a", "{}");
        Digest digest = sha256(manifest());

        putManifest("a", digest + "?tag=1.2.3&tag=1.2&tag=1&tag=latest&tag=1", manifest())
                .is(201)
                .with("OCI-Tag: 1.2.3, 1.2, 1, latest", "Docker-Content-Digest: " + digest);
        for (String tag : new String[] {"1.2.3", "1.2", "1", "latest"}) {
            send("HEAD /v2/a/manifests/" + tag).is(200).with("Docker-Content-Digest: " + digest);
        }
    }

    @Test
    void aTagRemembersASha512Digest() {
        pushBlob("a", "{}");
        Digest digest = sha512(manifest());

        putManifest("a", digest + "?tag=1.0", manifest()).is(201).with("Docker-Content-Digest: " + digest);
        send("GET /v2/a/manifests/1.0").is(200).with("Docker-Content-Digest: " + digest);
        assertEquals(DigestAlgorithm.SHA512, digest.algorithm());
    }

    @Test
    void aHundredTagsFitOnePush() {
        pushBlob("a", "{}");
        Digest digest = sha256(manifest());
        String query = IntStream.range(0, 100).mapToObj(i -> "tag=release-" + i).collect(Collectors.joining("&"));

        Answer answer = putManifest("a", digest + "?" + query, manifest()).is(201);

        assertEquals(100, answer.header("OCI-Tag").split(",").length);
        assertEquals(
                100, send("GET /v2/a/tags/list").is(200).json().path("tags").size());
    }

    @Test
    void tooManyTagsAnswer414AndTagNothing() {
        pushBlob("a", "{}");
        Digest digest = sha256(manifest());
        String many = IntStream.range(0, 129).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
        String longOnes = IntStream.range(0, 60)
                .mapToObj(i -> "tag=" + "t".repeat(120) + i)
                .collect(Collectors.joining("&"));

        putManifest("a", digest + "?" + many, manifest()).isError(414, ErrorCode.UNSUPPORTED);
        putManifest("a", digest + "?" + longOnes, manifest()).isError(414, ErrorCode.UNSUPPORTED);
        send("GET /v2/a/manifests/" + digest).is(404);
        send("GET /v2/a/tags/list").is(404);
    }

    @Test
    void badTagParametersAreRefusedWhole() {
        pushBlob("a", "{}");
        Digest digest = sha256(manifest());

        putManifest("a", digest + "?tag=good&tag=.bad", manifest()).isError(400, ErrorCode.NAME_INVALID);
        putManifest("a", digest + "?tag=", manifest()).isError(400, ErrorCode.NAME_INVALID);
        putManifest("a", "1.0?tag=2.0", manifest()).isError(400, ErrorCode.UNSUPPORTED);
        send("GET /v2/a/manifests/good").is(404);
        send("GET /v2/a/manifests/" + digest).is(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "null",
                "{}",
                "not json",
                "{\"schemaVersion\":1,\"name\":\"a\",\"tag\":\"1\",\"fsLayers\":[],\"history\":[]}",
                "{\"schemaVersion\":\"2\"}",
                "{\"schemaVersion\":2,\"config\":[],\"layers\":{}}",
                "{\"schemaVersion\":2,\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[],\"manifests\":[]}",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:x\",\"size\":1}]}",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[]} trailing",
                "{\"schemaVersion\":2,\"config\":NEGATIVE,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":WRONG,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[],\"annotations\":{\"a\":1}}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"config\":CONFIG,\"layers\":[]}",
            })
    void whatIsNoManifestIsRefusedAndNotStored(String content) {
        pushBlob("a", "{}");
        String config = descriptor("application/vnd.example.config", "{}");
        String body = content.replace("CONFIG", config)
                .replace("NEGATIVE", config.replace("\"size\":2", "\"size\":-2"))
                .replace("WRONG", config.replace("\"size\":2", "\"size\":3"));

        putManifest("a", "1.0", body).isError(400, ErrorCode.MANIFEST_INVALID);
        send("GET /v2/a/manifests/1.0").is(404);
        send("GET /v2/a/manifests/" + sha256(body)).is(404);
    }

    @Test
    void tooDeepIsRefused() {
        pushBlob("a", "{}");
        String deep = manifest("\"x\":" + "[".repeat(10_000) + "]".repeat(10_000));

        putManifest("a", "1.0", deep).isError(400, ErrorCode.MANIFEST_INVALID);
    }

    @Test
    void tooLargeAnswers413() {
        RegistryLimits small = new RegistryLimits(1000, 100, 128, 10_000, 3 << 20, 0);
        serve(builder -> builder.limits(small));
        pushBlob("a", "{}");
        int room = 1000 - manifest("\"x\":\"\"").length();

        putManifest("a", "1.0", manifest("\"x\":\"" + "y".repeat(room) + "\"")).is(201);
        putManifest("a", "2.0", manifest("\"x\":\"" + "y".repeat(room + 1) + "\""))
                .isError(413, ErrorCode.MANIFEST_INVALID);
        send("GET /v2/a/manifests/2.0").is(404);
    }

    @Test
    void fourMebibytesAreTakenByDefault() {
        pushBlob("a", "{}");
        int room = (4 << 20) - manifest("\"x\":\"\"").length();
        String largest = manifest("\"x\":\"" + "y".repeat(room) + "\"");

        putManifest("a", "1.0", largest).is(201);
        send("GET /v2/a/manifests/1.0").is(200).with("Content-Length: " + (4 << 20));
        assertTrue(send("GET /v2/a/manifests/1.0").text().equals(largest));
    }

    @Test
    void aTagCanBeMoved() {
        pushManifest("a", "latest", manifest());
        String second = manifest("\"annotations\":{\"v\":\"2\"}");
        putManifest("a", "latest", second).is(201);

        send("GET /v2/a/manifests/latest").is(200).withBody(second);
        send("GET /v2/a/manifests/" + sha256(manifest())).is(200);
    }

    @Test
    void deletingATagKeepsTheManifest() {
        Digest digest = pushManifest("a", "1.0", manifest());

        send("DELETE /v2/a/manifests/1.0").is(202).with("Content-Length: 0").withoutBody();
        send("HEAD /v2/a/manifests/1.0").is(404);
        send("HEAD /v2/a/manifests/" + digest).is(200);
        send("DELETE /v2/a/manifests/1.0").isError(404, ErrorCode.MANIFEST_UNKNOWN);
    }

    @Test
    void deletingAManifestTakesItsTags() {
        Digest digest = pushManifest("a", "1.0", manifest());
        putManifest("a", "2.0", manifest()).is(201);

        send("DELETE /v2/a/manifests/" + digest).is(202);
        send("HEAD /v2/a/manifests/" + digest).is(404);
        send("HEAD /v2/a/manifests/1.0").is(404);
        send("HEAD /v2/a/manifests/2.0").is(404);
        send("DELETE /v2/a/manifests/" + digest).isError(404, ErrorCode.MANIFEST_UNKNOWN);
    }

    @Test
    void deletesCanBeSwitchedOff() {
        serve(builder -> builder.allowDeletes(false));
        Digest digest = pushManifest("a", "1.0", manifest());

        send("DELETE /v2/a/manifests/1.0").isError(405, ErrorCode.UNSUPPORTED).with("Allow: GET, HEAD, PUT, OPTIONS");
        send("DELETE /v2/a/manifests/" + digest).isError(405, ErrorCode.UNSUPPORTED);
        send("HEAD /v2/a/manifests/1.0").is(200);
    }
}
