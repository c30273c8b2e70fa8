package io.stowage.servlet.wire;

import io.stowage.registry.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and queries that a container may stop, or not: here none does, so it is the servlet that must. */
class HostileUrlTest extends WireTest {

    @Override
    protected Container.Starter starter() {
        return JettyContainer::startLenient;
    }

    @Override
    protected String mapping() {
        return "/*";
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a%2Fb/tags/list,                           400, NAME_INVALID",
        "/v2/a%252Fb/tags/list,                         400, NAME_INVALID",
        "/v2/a%25/tags/list,                            400, NAME_INVALID",
        "/v2/a//b/tags/list,                            400, NAME_INVALID",
        "/v2//tags/list,                                400, NAME_INVALID",
        "/v2/a/../b/tags/list,                          400, NAME_INVALID",
        "/v2/a/%2e%2e/b/tags/list,                      400, NAME_INVALID",
        "/v2/a/..%2F..%2Fetc/passwd/tags/list,          400, NAME_INVALID",
        "/v2/a;x=1/tags/list,                           400, NAME_INVALID",
        "/v2/a/tags/list;x=1,                           404, NAME_UNKNOWN",
        "/v2/a/./tags/list,                             400, NAME_INVALID",
        "/v2/a/blobs/..%2f..%2f..%2fetc%2fpasswd,       400, NAME_INVALID",
        "/v2/a/blobs/uploads/%2e%2e,                    404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/manifests/%2e%2e,                        404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/%252e%252e,                    404, MANIFEST_UNKNOWN",
        "/v2/%5c%5ca/tags/list,                         400, NAME_INVALID",
        "/v1/search?q=x,                                404, NAME_UNKNOWN",
        "/,                                             404, NAME_UNKNOWN",
    })
    void isRefused(String path, int status, ErrorCode code) {
        send("GET " + path).isError(status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n=%", "n=%zz", "last=%E0%80", "%=1"})
    void malformedQueriesAreRefused(String query) {
        send("GET /v2/_catalog?" + query).isError(400, ErrorCode.UNSUPPORTED);
    }
}
