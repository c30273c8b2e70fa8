package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access flags of {@code stowage serve}, as a process. */
class ServeAccessTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String NOBODY = "";
    private static final String PULL = "GET /v2/team/app/manifests/latest";
    private static final String PUSH = "POST /v2/team/app/blobs/uploads/";
    private static final String LIST = "GET /v2/_catalog";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path users = Path.of("");
    private Path rules = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        users = Files.writeString(temp.resolve("users"), user("alice") + user("bob"));
        rules = Files.writeString(temp.resolve("rules"), "team/** user:alice pull,push\n");
    }

    @Test
    void withUsersOnlyTheyAreLetIn() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString())) {
            assertEquals("Only users of " + users + " are let in, and may do everything", note(launcher));
            assertAnswers(launcher, NOBODY, 401, 401, 401);
            assertAnswers(launcher, "bob:bob", 404, 202, 200);
            assertAnswers(launcher, "bob:alice", 401, 401, 401);
            assertEquals(401, status(launcher, NOBODY, "GET /v2/"));
            assertEquals(200, status(launcher, "bob:bob", "GET /v2/"));
        }
    }

    @Test
    void theLastUserWhoIsRemovedIsLetInNoMore() throws Exception {
        Files.writeString(users, user("alice"));
        try (LauncherProcess launcher = serve("--htpasswd", users.toString())) {
            assertEquals(200, status(launcher, "alice:alice", "GET /v2/"));

            assertEquals(
                    0,
                    Answer.of("htpasswd", "--delete", users.toString(), "alice").status());

            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (status(launcher, "alice:alice", "GET /v2/") != 401) {
                assertTrue(System.nanoTime() < end, () -> "alice is still let in, " + launcher.err());
            }
            assertEquals(401, status(launcher, NOBODY, "GET /v2/"));
        }
        try (LauncherProcess launcher = serve("--htpasswd", users.toString())) {
            assertEquals(401, status(launcher, "alice:alice", "GET /v2/"));
        }
    }

    @Test
    void everybodyMayPullIfAllowed() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--anonymous-pull")) {
            assertEquals("Everybody may pull; users of " + users + " may do everything", note(launcher));
            assertAnswers(launcher, NOBODY, 404, 401, 200);
            assertAnswers(launcher, "bob:bob", 404, 202, 200);
        }
    }

    @Test
    void withoutALoginEverybodyMayPullOnly() throws Exception {
        try (LauncherProcess launcher = serve("--anonymous-pull")) {
            assertEquals(
                    "Everybody may pull, and nobody may push: there is no way to log in without --htpasswd",
                    note(launcher));
            assertAnswers(launcher, NOBODY, 404, 401, 200);
        }
    }

    @Test
    void rulesSayExactlyWhatIsAllowedAndAreReadAgain() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--rules", rules.toString())) {
            assertEquals("The rules in " + rules + " say what users of " + users + " may do", note(launcher));
            assertAnswers(launcher, NOBODY, 401, 401, 401);
            assertAnswers(launcher, "alice:alice", 404, 202, 403);
            assertAnswers(launcher, "bob:bob", 403, 403, 403);

            Files.writeString(rules, "team/** users nonsense\n");
            // a change is seen by who asks, at most once a second
            awaitErr(
                    launcher,
                    "bob:bob",
                    "the new access rules in " + rules + " cannot be used, those from before stay "
                            + "in force: line 1: 'nonsense' is none of pull, push, delete, list and all");
            assertAnswers(launcher, "alice:alice", 404, 202, 403);

            Files.writeString(rules, "");
            awaitErr(
                    launcher,
                    "bob:bob",
                    "the new access rules in " + rules + " cannot be used, those from before stay in force: it is "
                            + "empty");
            assertAnswers(launcher, "alice:alice", 404, 202, 403);

            Files.writeString(rules, "team/** users pull\n");
            awaitErr(launcher, "bob:bob", "the access rules in " + rules + " changed, the new ones are in force");
            assertAnswers(launcher, "alice:alice", 404, 403, 403);
            assertAnswers(launcher, "bob:bob", 404, 403, 403);
        }
    }

    @Test
    void rulesAndAnonymousPullAddUp() throws Exception {
        try (LauncherProcess launcher =
                serve("--htpasswd", users.toString(), "--rules", rules.toString(), "--anonymous-pull")) {
            assertEquals(
                    "Everybody may pull; for the rest the rules in " + rules + " say what users of " + users
                            + " may do",
                    note(launcher));
            assertAnswers(launcher, NOBODY, 404, 401, 200);
            assertAnswers(launcher, "alice:alice", 404, 202, 200);
            assertAnswers(launcher, "bob:bob", 404, 403, 200);
        }
    }

    @Test
    void rulesWithoutALoginAreForAnonymousAlone() throws Exception {
        Files.writeString(rules, "team/** anonymous push\n");
        try (LauncherProcess launcher = serve("--rules", rules.toString(), "--log-format", "json")) {
            launcher.awaitPort();
            JsonNode greeting = new ObjectMapper().readTree(launcher.out().get(0));

            assertEquals(
                    "[\"The rules in " + rules + " say what anonymous may do: there is no way to log in without "
                            + "--htpasswd\"]",
                    greeting.path("notes").toString());
            assertAnswers(launcher, NOBODY, 401, 202, 401);
        }
    }

    @Test
    void theAuditIsInTheLog() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--rules", rules.toString())) {
            status(launcher, "alice:wrong", PULL);
            String failed = launcher.awaitErr(line -> line.contains("event=login_failed"));
            status(launcher, "bob:bob", PULL);
            String denied = launcher.awaitErr(line -> line.contains("event=denied"));

            assertTrue(failed.contains("caller=alice address=127.0.0.1"), failed);
            assertFalse(failed.contains("wrong:") || failed.contains("alice:"), failed);
            assertTrue(denied.contains("caller=bob address=127.0.0.1 repository=team/app"), denied);
        }
    }

    @Test
    void aFileThatCannotBeUsedIsSaidInOneLineBeforeAnythingIsTouched() throws Exception {
        Path none = temp.resolve("none");
        Path empty = Files.writeString(temp.resolve("empty"), "");
        Path broken = Files.writeString(temp.resolve("broken"), "a users pull\nb bob pull\n");

        assertFails("cannot use the users in " + none + ": " + none + " does not exist", "--htpasswd", none);
        assertFails("cannot use the users in " + empty + ": it is empty", "--htpasswd", empty);
        assertFails("cannot use the rules in " + empty + ": it is empty", "--rules", empty);
        assertFails("cannot use the rules in " + none + ": " + none + " does not exist", "--rules", none);
        assertFails(
                "cannot use the rules in " + broken
                        + ": line 2: 'bob' is none of anonymous, users, user:NAME and group:NAME",
                "--rules",
                broken);
        assertFalse(Files.exists(temp.resolve("data")), "the data directory was made");
    }

    private LauncherProcess serve(String... flags) throws IOException {
        return LauncherProcess.start(Stream.concat(
                        Stream.of(
                                "serve",
                                "--listen",
                                "127.0.0.1:0",
                                "--data",
                                temp.resolve("data").toString()),
                        Stream.of(flags))
                .toArray(String[]::new));
    }

    /** The second line of the greeting. */
    private static String note(LauncherProcess launcher) throws InterruptedException {
        launcher.awaitOut(line -> line.startsWith("Push a first image"));
        return launcher.out().get(1);
    }

    private void assertFails(String reason, String flag, Path file) throws Exception {
        try (LauncherProcess launcher = serve(flag, file.toString())) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(List.of("stowage: " + reason), launcher.err());
            assertEquals(List.of(), launcher.out());
        }
    }

    private static void assertAnswers(LauncherProcess launcher, String login, int pull, int push, int list)
            throws Exception {
        assertEquals(
                List.of(pull, push, list),
                List.of(status(launcher, login, PULL), status(launcher, login, PUSH), status(launcher, login, LIST)));
    }

    /** Sends requests until one has made the server say something. */
    private static void awaitErr(LauncherProcess launcher, String login, String text) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (launcher.err().stream().noneMatch(line -> line.contains(text))) {
            assertTrue(System.nanoTime() < end, () -> text + " is not in " + launcher.err());
            status(launcher, login, PULL);
        }
    }

    private static int status(LauncherProcess launcher, String login, String request) throws Exception {
        int space = request.indexOf(' ');
        HttpRequest.Builder builder = HttpRequest.newBuilder(launcher.address(request.substring(space + 1)))
                .method(request.substring(0, space), BodyPublishers.noBody());
        if (!login.isEmpty()) {
            builder.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
        }
        return CLIENT.send(builder.build(), BodyHandlers.discarding()).statusCode();
    }

    /** A line for a user whose password is the name. */
    private static String user(String name) {
        return name + ":" + OpenBSDBCrypt.generate("2y", name.getBytes(UTF_8), new byte[16], 4) + "\n";
    }
}
