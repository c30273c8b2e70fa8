package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.registry.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all resources have in common: methods, OPTIONS, and paths that name nothing. */
public class ResourceTest extends WireTest {
    private static final String D = "sha256:" + "0".repeat(64);
    private static final String ID = "123e4567-e89b-42d3-a456-426614174000";

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2"})
    void versionAnswers200(String path) {
        send("GET " + path)
                .is(200)
                .with("Content-Type: application/json", "Content-Length: 2")
                .withBody("{}");
        send("HEAD " + path).is(200).with("Content-Length: 2").withoutBody();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/,                  'GET, HEAD, OPTIONS'",
        "/v2/_catalog,          'GET, HEAD, OPTIONS'",
        "/v2/a/blobs/D,         'GET, HEAD, DELETE, OPTIONS'",
        "/v2/a/blobs/uploads/,  'POST, OPTIONS'",
        "/v2/a/blobs/uploads,   'POST, OPTIONS'",
        "/v2/a/blobs/uploads/I, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'",
        "/v2/a/manifests/x,     'GET, HEAD, PUT, DELETE, OPTIONS'",
        "/v2/a/manifests/D,     'GET, HEAD, PUT, DELETE, OPTIONS'",
        "/v2/a/tags/list,       'GET, HEAD, OPTIONS'",
        "/v2/a/referrers/D,     'GET, HEAD, OPTIONS'",
    })
    void optionsAnswersTheMethodsAndEveryOtherIs405(String shape, String allowed) {
        String path = shape.replace("D", D).replace("I", ID);

        send("OPTIONS " + path).is(204).with("Allow: " + allowed).withoutBody();
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            if (!allowed.contains(method)) {
                send(method + " " + path).isError(405, ErrorCode.UNSUPPORTED).with("Allow: " + allowed);
            }
        }
        if (!allowed.contains("HEAD")) {
            send("HEAD " + path).is(405).with("Allow: " + allowed).withoutBody();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "get", "PROPFIND", "LINK"})
    void unknownMethodsAnswer501(String method) {
        send(method + " /v2/a/tags/list").isError(501, ErrorCode.UNSUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a,                         404, NAME_UNKNOWN",
        "/v2/a/tags,                    404, NAME_UNKNOWN",
        "/v2/a/tags/list/,              404, NAME_UNKNOWN",
        "/v2/_catalog/x,                404, NAME_UNKNOWN",
        "/v2/A/tags/list,               400, NAME_INVALID",
        "/v2/_a/manifests/x,            400, NAME_INVALID",
        "/v2/a__b___c/manifests/x,      400, NAME_INVALID",
        "/v2/a/manifests/.INVALID,      404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/sha256:bad,    404, MANIFEST_UNKNOWN",
        "/v2/a/blobs/sha256:bad,        404, BLOB_UNKNOWN",
        "/v2/a/blobs/uploads/not-an-id, 404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/referrers/sha256:bad,    400, DIGEST_INVALID",
    })
    void malformedPathsAreRefused(String path, int status, ErrorCode code) {
        send("GET " + path).isError(status, code);
        Answer head = send("HEAD " + path).is(status).withoutBody();
        assertEquals("application/json", head.header("Content-Type"));
    }

    @Test
    void namesThatAreTooLongAreRefused() {
        String longest = "a".repeat(255);

        send("GET /v2/" + longest + "/tags/list").isError(404, ErrorCode.NAME_UNKNOWN);
        send("GET /v2/" + longest + "b/tags/list").isError(400, ErrorCode.NAME_INVALID);
        send("GET /v2/" + "a/".repeat(127) + "ab/tags/list").isError(400, ErrorCode.NAME_INVALID);
    }

    @Test
    void unknownParametersAreIgnored() {
        send("GET /v2/?ns=docker.io&x").is(200);
        send("GET /v2/_catalog?ns=docker.io&x").is(200);
    }
}
