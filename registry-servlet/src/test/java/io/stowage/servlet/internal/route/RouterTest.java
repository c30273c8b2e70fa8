package io.stowage.servlet.internal.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Method;
import io.stowage.storage.UploadId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String ID = "123e4567-e89b-42d3-a456-426614174000";

    @Test
    void pathsWithoutRepository() {
        assertEquals(new Route.Version(), Router.route(Method.GET, "/v2"));
        assertEquals(new Route.Version(), Router.route(Method.GET, "/v2/"));
        assertEquals(new Route.Catalog(), Router.route(Method.GET, "/v2/_catalog"));
    }

    @ParameterizedTest
    @CsvSource({
        // The tail decides, so a repository may be called like a resource.
        "/v2/a/manifests/latest,                    a,                       latest",
        "/v2/team/app/manifests/1.0,                team/app,                1.0",
        "/v2/manifests/manifests/x,                 manifests,               x",
        "/v2/manifests/x/manifests/x,               manifests/x,             x",
        "/v2/a/manifests/list,                      a,                       list",
        "/v2/a/tags/manifests/list,                 a/tags,                  list",
        "/v2/blobs/uploads/manifests/x,             blobs/uploads,           x",
        "/v2/a/blobs/uploads/manifests/uploads,     a/blobs/uploads,         uploads",
        "/v2/a/referrers/manifests/x,               a/referrers,             x",
        "/v2/v2/manifests/v2,                       v2,                      v2",
        "/v2/a/manifests/_catalog,                  a,                       _catalog",
    })
    void manifestPaths(String path, String name, String reference) {
        Route expected = new Route.Manifest(RepositoryName.parse(name), Reference.parse(reference));

        assertEquals(expected, Router.route(Method.GET, path));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a/tags/list,                  a",
        "/v2/tags/tags/list,               tags",
        "/v2/tags/list/tags/list,          tags/list",
        "/v2/blobs/uploads/tags/list,      blobs/uploads",
        "/v2/a/manifests/x/tags/list,      a/manifests/x",
        "/v2/a/manifests/tags/list,        a/manifests",
    })
    void tagListPaths(String path, String name) {
        assertEquals(new Route.TagList(RepositoryName.parse(name)), Router.route(Method.GET, path));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a/blobs/uploads/,                a",
        "/v2/a/blobs/uploads,                 a",
        "/v2/blobs/uploads/blobs/uploads/,    blobs/uploads",
        "/v2/blobs/uploads/blobs/uploads,     blobs/uploads",
        "/v2/a/blobs/b/blobs/uploads/,        a/blobs/b",
        "/v2/a/manifests/blobs/uploads,       a/manifests",
        "/v2/a/blobs/blobs/uploads,           a/blobs",
    })
    void uploadsPaths(String path, String name) {
        assertEquals(new Route.Uploads(RepositoryName.parse(name)), Router.route(Method.POST, path));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a/blobs/uploads/,                a",
        "/v2/blobs/uploads/blobs/uploads/,    blobs/uploads",
        "/v2/tags/list/blobs/uploads/,        tags/list",
    })
    void uploadPaths(String prefix, String name) {
        Route expected = new Route.Upload(RepositoryName.parse(name), new UploadId(ID));

        assertEquals(expected, Router.route(Method.PATCH, prefix + ID));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/a/blobs/sha256:,               a",
        "/v2/a/blobs/sha256%3A,             a",
        "/v2/a/blobs/sha256%3a,             a",
        "/v2/a/blobs/b/blobs/sha256:,       a/blobs/b",
        "/v2/blobs/uploads/blobs/sha256:,   blobs/uploads",
        "/v2/uploads/blobs/sha256:,         uploads",
        "/v2/%61/blobs/sha256:,             a",
    })
    void blobPaths(String prefix, String name) {
        Route expected = new Route.Blob(RepositoryName.parse(name), Digest.parse("sha256:" + HEX));

        assertEquals(expected, Router.route(Method.GET, prefix + HEX));
    }

    @Test
    void referrersPath() {
        Route expected = new Route.Referrers(RepositoryName.parse("a/referrers"), Digest.parse("sha512:" + HEX + HEX));

        assertEquals(expected, Router.route(Method.GET, "/v2/a/referrers/referrers/sha512:" + HEX + HEX));
    }

    @ParameterizedTest
    @CsvSource({
        // nothing of ours
        "'',                                404, NAME_UNKNOWN",
        "/,                                 404, NAME_UNKNOWN",
        "/v1/search,                        404, NAME_UNKNOWN",
        "/v1/_ping,                         404, NAME_UNKNOWN",
        "/v22/a/tags/list,                  404, NAME_UNKNOWN",
        "v2/a/tags/list,                    404, NAME_UNKNOWN",
        "*,                                 404, NAME_UNKNOWN",
        "/v2/a,                             404, NAME_UNKNOWN",
        "/v2/_catalog/,                     404, NAME_UNKNOWN",
        "/v2/_catalog/x,                    404, NAME_UNKNOWN",
        "/v2/a/tags,                        404, NAME_UNKNOWN",
        "/v2/a/tags/list/,                  404, NAME_UNKNOWN",
        "/v2/a/tags/list/x,                 404, NAME_UNKNOWN",
        "/v2/tags/list,                     404, NAME_UNKNOWN",
        "/v2/manifests/latest,              404, NAME_UNKNOWN",
        "/v2/blobs/uploads,                 404, NAME_UNKNOWN",
        "/v2/a/manifests,                   404, NAME_UNKNOWN",
        "/v2/a/blobs,                       404, NAME_UNKNOWN",
        // names outside the grammar, or trying to get out of it
        "/v2/A/tags/list,                   400, NAME_INVALID",
        "/v2/a_/tags/list,                  400, NAME_INVALID",
        "/v2/_a/tags/list,                  400, NAME_INVALID",
        "/v2/-a/manifests/x,                400, NAME_INVALID",
        "/v2/a___b/manifests/x,             400, NAME_INVALID",
        "/v2/a..b/manifests/x,              400, NAME_INVALID",
        "/v2//tags/list,                    400, NAME_INVALID",
        "/v2/a//b/tags/list,                400, NAME_INVALID",
        "//v2/a/tags/list,                  404, NAME_UNKNOWN",
        "/v2/../tags/list,                  400, NAME_INVALID",
        "/v2/a/../b/tags/list,              400, NAME_INVALID",
        "/v2/a/./b/tags/list,               400, NAME_INVALID",
        "/v2/%2e%2e/tags/list,              400, NAME_INVALID",
        "/v2/%2e%2e%2f%2e%2e/tags/list,     400, NAME_INVALID",
        "/v2/a%2Fb/tags/list,               400, NAME_INVALID",
        "/v2/a%2fb/manifests/x,             400, NAME_INVALID",
        "/v2/a%252Fb/tags/list,             400, NAME_INVALID",
        "/v2/a%25/tags/list,                400, NAME_INVALID",
        "/v2/a%5C..%5Cb/tags/list,          400, NAME_INVALID",
        "/v2/a\\b/tags/list,                400, NAME_INVALID",
        "/v2/a%00/tags/list,                400, NAME_INVALID",
        "/v2/a%0d%0aX:y/tags/list,          400, NAME_INVALID",
        "/v2/a%E0%80/tags/list,             400, NAME_INVALID",
        "/v2/a%C0%AF/tags/list,             400, NAME_INVALID",
        "/v2/a%/tags/list,                  400, NAME_INVALID",
        "/v2/a%2/tags/list,                 400, NAME_INVALID",
        "/v2/a%zz/tags/list,                400, NAME_INVALID",
        "/v2/a%-1/tags/list,                400, NAME_INVALID",
        "/v2/a%+1/tags/list,                400, NAME_INVALID",
        "/v2/%C3%A4/tags/list,              400, NAME_INVALID",
        "/v2/ä/tags/list,                   400, NAME_INVALID",
        "/v2/a;x=1/tags/list,               400, NAME_INVALID",
        "/v2;x=1/a/tags/list,               404, NAME_UNKNOWN",
        "/v2/a/tags/list;x=1,               404, NAME_UNKNOWN",
        "/v2/a b/tags/list,                 400, NAME_INVALID",
        "/v2/a+b/tags/list,                 400, NAME_INVALID",
        // what is looked up cannot be there
        "/v2/a/manifests/.INVALID_NAME,     404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/,                  404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/sha256:bad,        404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/x;y=1,             404, MANIFEST_UNKNOWN",
        "/v2/a/manifests/..,                404, MANIFEST_UNKNOWN",
        "/v2/a/blobs/sha256:bad,            404, BLOB_UNKNOWN",
        "/v2/a/blobs/latest,                404, BLOB_UNKNOWN",
        "/v2/a/blobs/md5:00,                404, BLOB_UNKNOWN",
        "/v2/a/blobs/,                      404, BLOB_UNKNOWN",
        "/v2/a/blobs/uploads/x,             404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/blobs/uploads/..,            404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/blobs/uploads/%2e%2e,        404, BLOB_UPLOAD_UNKNOWN",
        "/v2/a/blobs/uploads//,             404, NAME_UNKNOWN",
        // distribution-spec end-12: a 400 MUST be returned
        "/v2/a/referrers/sha256:bad,        400, DIGEST_INVALID",
        "/v2/a/referrers/latest,            400, DIGEST_INVALID",
        "/v2/a/referrers/,                  400, DIGEST_INVALID",
    })
    void otherPathsAreRefused(String path, int status, ErrorCode code) {
        RegistryException e = assertThrows(RegistryException.class, () -> Router.route(Method.GET, path));

        assertEquals(code, e.errors().get(0).code());
        assertEquals(status, e.status());
    }

    @Test
    void namesOfUpTo255CharactersAreTaken() {
        String longest = "a".repeat(255);

        assertEquals(
                new Route.TagList(RepositoryName.parse(longest)),
                Router.route(Method.GET, "/v2/" + longest + "/tags/list"));
        assertThrows(RegistryException.class, () -> Router.route(Method.GET, "/v2/" + longest + "a/tags/list"));
    }

    @ParameterizedTest
    @CsvSource({
        "sha256:bad,     DIGEST_INVALID",
        "sha1:00,        DIGEST_INVALID",
        ".INVALID_NAME,  NAME_INVALID",
        "a%2Fb,          NAME_INVALID",
        "a+b,            NAME_INVALID",
        "a%2Bb,          NAME_INVALID",
    })
    void malformedReferencesCannotBePut(String reference, ErrorCode code) {
        RegistryException e =
                assertThrows(RegistryException.class, () -> Router.route(Method.PUT, "/v2/a/manifests/" + reference));

        assertEquals(code, e.errors().get(0).code());
        assertEquals(400, e.status());
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void lookingUpAMalformedReferenceFindsNothing(Method method) {
        String tooLong = "t".repeat(129);

        RegistryException e =
                assertThrows(RegistryException.class, () -> Router.route(method, "/v2/a/manifests/" + tooLong));

        assertEquals(404, e.status());
    }

    @Test
    void messagesDoNotRepeatHostileCharacters() {
        RegistryException e = assertThrows(
                RegistryException.class,
                () -> Router.route(Method.GET, "/v2/%3Cscript%3E%0d%0a" + "x".repeat(5000) + "/tags/list"));

        String message = e.errors().get(0).message();
        assertEquals(-1, message.indexOf('\n'));
        assertEquals(true, message.length() < 400, message);
    }
}
