package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stowage.oci.Digest;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.auth.rules.AccessRules;
import io.stowage.registry.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what, request by request. Nobody is somebody without a login; carol is in the group {@code dev}; alice is
 * too, and may delete in one repository; bob is in no group, but has a repository of his own.
 */
class AccessTest extends WireTest {
    private static final String RULES = """
            # repositories  callers     may
            public/**       anonymous   pull, list
            team/**         group:dev   pull, push, list
            team/app        user:alice  delete
            private/**      user:bob    all
            inbox           users       push
            """;

    private static final Map<String, Set<String>> USERS =
            Map.of("alice", Set.of("dev"), "bob", Set.of(), "carol", Set.of("dev", "unheard-of"));

    /** What is in the registry before each request; each has a blob and a manifest of its own. */
    private static final List<String> REPOSITORIES =
            List.of("inbox", "private/app", "public/app", "team/app", "team/tools");

    private final Map<String, String> uploads = new LinkedHashMap<>();

    @BeforeEach
    void fillThenAskForRights() {
        serveEmptyRegistry();
        for (String repository : REPOSITORIES) {
            pushBlob(repository, blob(repository));
            pushManifest(repository, "1.0", manifestOf(repository));
            String location = startUpload(repository);
            uploads.put(repository, location.substring(location.lastIndexOf('/') + 1));
        }
        serve(
                storage(),
                builder -> builder.authenticators(new KnownUsers(USERS))
                        .accessPolicy(AccessRules.parse(RULES))
                        .limits(new RegistryLimits(4 << 20, 100, 128, 1_000, 3 << 20, 0)));
    }

    private static String blob(String repository) {
        return "blob of " + repository;
    }

    private static String manifestOf(String repository) {
        return manifest("\"annotations\":{\"of\":\"" + repository + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # request                                                    | nobody | carol | alice | bob
            GET /v2/                                                     | 401    | 200   | 200   | 200
            HEAD /v2/                                                    | 401    | 200   | 200   | 200
            OPTIONS /v2/                                                 | 204    | 204   | 204   | 204
            GET /v2/_catalog                                             | 200    | 200   | 200   | 200

            # what everybody may pull
            GET /v2/public/app/manifests/1.0                             | 200    | 200   | 200   | 200
            HEAD /v2/public/app/manifests/1.0                            | 200    | 200   | 200   | 200
            GET /v2/public/app/manifests/{manifest}                      | 200    | 200   | 200   | 200
            GET /v2/public/app/blobs/{blob}                              | 200    | 200   | 200   | 200
            GET /v2/public/app/blobs/{blob} Range: bytes=0-1             | 206    | 206   | 206   | 206
            HEAD /v2/public/app/blobs/{blob}                             | 200    | 200   | 200   | 200
            GET /v2/public/app/tags/list                                 | 200    | 200   | 200   | 200
            GET /v2/public/app/referrers/{manifest}                      | 200    | 200   | 200   | 200
            GET /v2/public/app/manifests/none                            | 404    | 404   | 404   | 404
            POST /v2/public/app/blobs/uploads/                           | 401    | 403   | 403   | 403
            PUT /v2/public/app/manifests/2.0 < manifest                  | 401    | 403   | 403   | 403
            DELETE /v2/public/app/manifests/1.0                          | 401    | 403   | 403   | 403
            DELETE /v2/public/app/blobs/{blob}                           | 401    | 403   | 403   | 403

            # what a group may pull and push, and one of them also delete
            GET /v2/team/app/manifests/1.0                               | 401    | 200   | 200   | 403
            HEAD /v2/team/app/manifests/1.0                              | 401    | 200   | 200   | 403
            GET /v2/team/app/manifests/none                              | 401    | 404   | 404   | 403
            GET /v2/team/app/blobs/{blob}                                | 401    | 200   | 200   | 403
            HEAD /v2/team/app/blobs/{blob}                               | 401    | 200   | 200   | 403
            GET /v2/team/app/tags/list                                   | 401    | 200   | 200   | 403
            GET /v2/team/app/referrers/{manifest}                        | 401    | 200   | 200   | 403
            POST /v2/team/app/blobs/uploads/                             | 401    | 202   | 202   | 403
            POST /v2/team/app/blobs/uploads/?digest={new} < new          | 401    | 201   | 201   | 403
            POST /v2/team/app/blobs/uploads/?digest=nonsense < new       | 401    | 400   | 400   | 403
            GET /v2/team/app/blobs/uploads/{upload}                      | 401    | 204   | 204   | 403
            PATCH /v2/team/app/blobs/uploads/{upload} < new              | 401    | 202   | 202   | 403
            PUT /v2/team/app/blobs/uploads/{upload}?digest={new} < new   | 401    | 201   | 201   | 403
            DELETE /v2/team/app/blobs/uploads/{upload}                   | 401    | 204   | 204   | 403
            PUT /v2/team/app/manifests/2.0 < manifest                    | 401    | 201   | 201   | 403
            PUT /v2/team/app/manifests/{manifest} < manifest             | 401    | 201   | 201   | 403
            PUT /v2/team/app/manifests/{manifest}?tag=2.0 < manifest     | 401    | 201   | 201   | 403
            PUT /v2/team/app/manifests/2.0 < nonsense                    | 401    | 400   | 400   | 403
            DELETE /v2/team/app/manifests/1.0                            | 401    | 403   | 202   | 403
            DELETE /v2/team/app/manifests/{manifest}                     | 401    | 403   | 202   | 403
            DELETE /v2/team/app/blobs/{blob}                             | 401    | 403   | 202   | 403
            DELETE /v2/team/app/manifests/none                           | 401    | 403   | 404   | 403
            DELETE /v2/team/tools/manifests/1.0                          | 401    | 403   | 403   | 403
            OPTIONS /v2/team/app/manifests/1.0                           | 204    | 204   | 204   | 204
            POST /v2/team/app/manifests/1.0                              | 405    | 405   | 405   | 405

            # what one user has, and nobody else may know of
            GET /v2/private/app/manifests/1.0                            | 401    | 403   | 403   | 200
            GET /v2/private/app/blobs/{blob}                             | 401    | 403   | 403   | 200
            GET /v2/private/app/tags/list                                | 401    | 403   | 403   | 200
            GET /v2/private/app/referrers/{manifest}                     | 401    | 403   | 403   | 200
            GET /v2/private/app/blobs/uploads/{upload}                   | 401    | 403   | 403   | 204
            POST /v2/private/new/blobs/uploads/                          | 401    | 403   | 403   | 202
            DELETE /v2/private/app/manifests/1.0                         | 401    | 403   | 403   | 202

            # where every user may push, and nobody look
            POST /v2/inbox/blobs/uploads/?digest={new} < new             | 401    | 201   | 201   | 201
            PUT /v2/inbox/manifests/2.0 < manifest                       | 401    | 201   | 201   | 201
            DELETE /v2/inbox/blobs/uploads/{upload}                      | 401    | 204   | 204   | 204
            GET /v2/inbox/manifests/1.0                                  | 401    | 403   | 403   | 403
            HEAD /v2/inbox/blobs/{blob}                                  | 401    | 403   | 403   | 403
            GET /v2/inbox/tags/list                                      | 401    | 403   | 403   | 403
            DELETE /v2/inbox/manifests/1.0                               | 401    | 403   | 403   | 403

            # what no rule is about
            GET /v2/other/manifests/1.0                                  | 401    | 403   | 403   | 403
            POST /v2/other/blobs/uploads/                                | 401    | 403   | 403   | 403
            GET /v2/team/manifests/1.0                                   | 401    | 403   | 403   | 403
            """)
    void eachRequestAndEachCaller(String request, int nobody, int carol, int alice, int bob) {
        assertEquals(nobody, status("", request), "nobody");
        assertEquals(carol, status("carol", request), "carol");
        assertEquals(alice, status("alice", request), "alice");
        assertEquals(bob, status("bob", request), "bob");
    }

    /** What a request is answered in a registry as it was at the start, and is again after. */
    private int status(String user, String request) {
        Answer answer = ask(user, request);
        if (answer.status() < 300 && !request.startsWith("GET") && !request.startsWith("HEAD")) {
            fillThenAskForRights();
        }
        boolean isHead = request.startsWith("HEAD");
        if (answer.status() == 401) {
            answer.with("WWW-Authenticate: Basic realm=\"Stowage\"");
        } else {
            answer.without("WWW-Authenticate");
        }
        if (answer.status() >= 400 && !isHead) {
            assertFalse(answer.json().path("errors").isEmpty(), answer::toString);
        }
        if ((answer.status() == 401 || answer.status() == 403) && !isHead) {
            answer.isError(answer.status(), answer.status() == 401 ? ErrorCode.UNAUTHORIZED : ErrorCode.DENIED);
        }
        return answer.status();
    }

    /** Sends a row of the table: a request line, and after it the rest of the head or the name of a body. */
    private Answer ask(String user, String row) {
        String repository = REPOSITORIES.stream()
                .filter(name -> row.contains("/" + name + "/"))
                .findFirst()
                .orElse("public/app");
        String filled = row.replace("{manifest}", sha256(manifestOf(repository)).toString())
                .replace("{blob}", sha256(blob(repository)).toString())
                .replace("{new}", sha256("new").toString())
                .replace("{upload}", String.valueOf(uploads.get(repository)));
        String[] parts = filled.split(" ", 3);
        String rest = parts.length < 3 ? "" : parts[2];
        String head = parts[0] + " " + parts[1]
                + (user.isEmpty() ? "" : "\n" + KnownUsers.login(user))
                + (rest.isEmpty() || rest.startsWith("<") ? "" : "\n" + rest);
        return switch (rest) {
            case "< new" -> send(head, "new");
            case "< nonsense" -> send(head, "nonsense");
            case "< manifest" ->
                send(head + "\nContent-Type: application/vnd.oci.image.manifest.v1+json", manifestOf(repository));
            default -> send(head);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/private/app/manifests/1.0",
                "GET /v2/private/app/manifests/{manifest}",
                "GET /v2/private/app/blobs/{blob}",
                "GET /v2/private/app/tags/list",
                "GET /v2/private/app/tags/list?n=1&last=0",
                "GET /v2/private/app/referrers/{manifest}",
                "GET /v2/private/app/blobs/uploads/{upload}",
                "PATCH /v2/private/app/blobs/uploads/{upload} < new",
                "PUT /v2/private/app/blobs/uploads/{upload}?digest={new} < new",
                "DELETE /v2/private/app/blobs/uploads/{upload}",
                "POST /v2/private/app/blobs/uploads/",
                "PUT /v2/private/app/manifests/1.0 < manifest",
                "DELETE /v2/private/app/manifests/1.0",
                "DELETE /v2/private/app/blobs/{blob}",
            })
    void whatMayNotBeSeenLooksLikeWhatIsNotThere(String request) {
        for (String user : List.of("", "alice", "carol")) {
            String there = told(ask(user, request));
            String notThere = told(ask(user, request.replace("private/app/", "private/not/")));

            assertEquals(there, notThere.replace("private/not", "private/app"));
        }
    }

    private static String told(Answer answer) {
        return answer.toString().replaceAll("Date: [^,\\]]*,[^,\\]]*", "");
    }

    @Test
    void theCatalogShowsWhatTheCallerMayListAndNoMore() {
        assertEquals(List.of("public/app"), catalog(""));
        assertEquals(List.of("public/app", "team/app", "team/tools"), catalog("alice"));
        assertEquals(List.of("private/app", "public/app"), catalog("bob"));
    }

    @Test
    void pagesOfTheCatalogNeitherShrinkNorTellWhatIsLeftOut() {
        assertEquals(
                List.of("{\"repositories\":[\"public/app\"]} []"), pages("", 1)); // inbox and private/app lie before it
        assertEquals(
                List.of(
                        "{\"repositories\":[\"public/app\"]} [</v2/_catalog?n=1&last=public%2Fapp>; rel=\"next\"]",
                        "{\"repositories\":[\"team/app\"]} [</v2/_catalog?n=1&last=team%2Fapp>; rel=\"next\"]",
                        "{\"repositories\":[\"team/tools\"]} []"),
                pages("carol", 1));
        assertEquals(
                List.of(
                        "{\"repositories\":[\"private/app\"]} [</v2/_catalog?n=1&last=private%2Fapp>; rel=\"next\"]",
                        "{\"repositories\":[\"public/app\"]} []"),
                pages("bob", 1));
    }

    private List<String> catalog(String user) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : ask(user, "GET /v2/_catalog").is(200).json().path("repositories")) {
            names.add(name.asText());
        }
        return names;
    }

    private List<String> pages(String user, int size) {
        List<String> pages = new ArrayList<>();
        String path = "/v2/_catalog?n=" + size;
        while (!path.isEmpty()) {
            Answer page = ask(user, "GET " + path).is(200);
            List<String> links = page.headers("Link");
            pages.add(page.text() + " " + links);
            path = links.isEmpty() ? "" : links.get(0).substring(1, links.get(0).indexOf('>'));
        }
        return pages;
    }

    @Test
    void whoMayListNothingGetsNoCatalog() {
        serve(
                storage(),
                builder -> builder.authenticators(new KnownUsers(USERS))
                        .accessPolicy(AccessRules.parse("** user:bob list")));

        assertEquals(REPOSITORIES, catalog("bob"));
        ask("alice", "GET /v2/_catalog").isError(403, ErrorCode.DENIED);
        ask("", "GET /v2/_catalog").isError(401, ErrorCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # the blob of | mounted from     | nobody | carol | alice | bob
            public/app    | &from=public/app | 401    | 201   | 201   | 403
            team/tools    | &from=team/tools | 401    | 201   | 201   | 403
            private/app   | &from=private/app| 401    | 202   | 202   | 403
            inbox         | &from=inbox      | 401    | 202   | 202   | 403
            private/app   | &from=public/app | 401    | 202   | 202   | 403
            public/app    | &from=none       | 401    | 202   | 202   | 403
            public/app    | &from=NO_NAME    | 401    | 202   | 202   | 403
            public/app    | ''               | 401    | 201   | 201   | 403
            team/tools    | ''               | 401    | 201   | 201   | 403
            private/app   | ''               | 401    | 202   | 202   | 403
            inbox         | ''               | 401    | 202   | 202   | 403
            none          | ''               | 401    | 202   | 202   | 403
            """)
    void aMountNeedsPullOnItsSourceAndIsAnUploadWithout(
            String blobOf, String from, int nobody, int carol, int alice, int bob) {
        String request = "POST /v2/team/app/blobs/uploads/?mount=" + sha256(blob(blobOf)) + from;

        assertEquals(nobody, status("", request));
        assertEquals(carol, status("carol", request));
        assertEquals(alice, status("alice", request));
        assertEquals(bob, status("bob", request));
    }

    @Test
    void aMountWithoutTheRightTellsNothing() {
        Digest hidden = sha256(blob("private/app"));
        Digest unknown = sha256("unknown");
        String mount = "POST /v2/team/app/blobs/uploads/?mount=";

        for (String from : List.of("", "&from=private/app")) {
            Answer there = ask("alice", mount + hidden + from).is(202);
            Answer notThere = ask("alice", mount + unknown + from).is(202);

            assertEquals(withoutIds(there), withoutIds(notThere));
            ask("alice", "HEAD /v2/team/app/blobs/" + hidden).is(404);
        }
    }

    private static String withoutIds(Answer answer) {
        return told(answer).replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id");
    }

    @Test
    void aBlobIsReadOnlyThroughRepositoriesThatHoldIt() {
        Digest hidden = sha256(blob("private/app"));

        ask("bob", "GET /v2/private/app/blobs/" + hidden).is(200);
        ask("bob", "GET /v2/public/app/blobs/" + hidden).isError(404, ErrorCode.BLOB_UNKNOWN);
        ask("alice", "GET /v2/team/app/blobs/" + hidden).isError(404, ErrorCode.BLOB_UNKNOWN);
        ask("alice", "GET /v2/team/app/manifests/" + sha256(manifestOf("private/app")))
                .isError(404, ErrorCode.MANIFEST_UNKNOWN);
        ask("", "GET /v2/public/app/blobs/" + hidden).isError(404, ErrorCode.BLOB_UNKNOWN);
    }

    @Test
    void aManifestCannotPullInWhatItsPusherMayNotPull() {
        String stolen = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                + descriptor("application/vnd.example.config", blob("private/app")) + ",\"layers\":[]}";

        send(
                        "PUT /v2/team/app/manifests/2.0\n" + KnownUsers.login("alice")
                                + "\nContent-Type: application/vnd.oci.image.manifest.v1+json",
                        stolen)
                .isError(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
    }

    @Test
    void anUploadIsReachedOnlyThroughItsRepository() {
        String foreign = uploads.get("private/app");

        for (String request : List.of("GET", "PATCH", "DELETE")) {
            ask("alice", request + " /v2/team/app/blobs/uploads/" + foreign)
                    .isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        }
        ask("alice", "PUT /v2/team/app/blobs/uploads/" + foreign + "?digest={new} < new")
                .isError(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        ask("bob", "GET /v2/private/app/blobs/uploads/" + foreign).is(204);
    }

    @Test
    void theTagsOfARepositoryAreForThoseWhoMayPull() {
        // Whoever may only push could guess tags, but is told none.
        ask("bob", "GET /v2/inbox/tags/list").isError(403, ErrorCode.DENIED);
        ask("carol", "GET /v2/team/app/tags/list").is(200).withBody("{\"name\":\"team/app\",\"tags\":[\"1.0\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2/public/app/manifests/1.0", "/v2/team/app/manifests/1.0", "/v2/_catalog"})
    void wrongCredentialsAreWrongEverywhere(String path) {
        List<String> wrong = List.of(
                KnownUsers.login("alice", "wrong"),
                KnownUsers.login("alice", ""),
                KnownUsers.login("alice", "alice\0"),
                KnownUsers.login("Alice", "Alice"),
                KnownUsers.login("", "alice"),
                KnownUsers.login("mallory"),
                "Authorization:",
                "Authorization: Basic",
                "Authorization: Basic =",
                "Authorization: Bearer x",
                "Authorization: Digest username=\"alice\"",
                KnownUsers.login("alice") + ", " + KnownUsers.login("alice").substring("Authorization: ".length()),
                KnownUsers.login("alice") + "\n" + KnownUsers.login("alice"),
                KnownUsers.login("alice") + "\n" + KnownUsers.login("bob"),
                "Authorization:\n" + KnownUsers.login("alice"),
                "Authorization: Basic " + "QQ".repeat(10_000));

        for (String line : wrong) {
            Answer answer = send("GET " + path + "\n" + line)
                    .isError(401, ErrorCode.UNAUTHORIZED)
                    .with("WWW-Authenticate: Basic realm=\"Stowage\"");
            assertFalse(answer.text().contains("alice") || answer.text().contains("QQ"), answer::toString);
        }
        assertTrue(
                send("GET " + path + "\n" + KnownUsers.login("alice")).is(200).body().length > 0);
    }

    @Test
    void knownAndUnknownUsersAreToldTheSame() {
        assertEquals(
                told(send("GET /v2/\n" + KnownUsers.login("alice", "wrong"))),
                told(send("GET /v2/\n" + KnownUsers.login("nobody-knows", "wrong"))));
    }
}
