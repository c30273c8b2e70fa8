package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker's token flow with {@code stowage serve}, as a process. */
class ServeTokensTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String NOBODY = "";
    private static final String ALICE = "Basic " + Base64.getEncoder().encodeToString("alice:alice".getBytes(UTF_8));
    private static final String PULL = "GET /v2/team/app/manifests/latest";
    private static final String PUSH = "POST /v2/team/app/blobs/uploads/";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path users = Path.of("");

    @BeforeEach
    void writeUsers() throws IOException {
        users = Files.writeString(
                temp.resolve("users"),
                "alice:" + OpenBSDBCrypt.generate("2y", "alice".getBytes(UTF_8), new byte[16], 4) + "\n");
    }

    @Test
    void nobodyPullsAndAUserPushesTheWayDockerDoes() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--anonymous-pull")) {
            String realm = launcher.address("/token").toString();
            String challenge = "Bearer realm=\"" + realm + "\",service=\"stowage\"";

            HttpResponse<String> ping = send(launcher, "GET /v2/", NOBODY);
            assertEquals(401, ping.statusCode());
            assertEquals(List.of(challenge), ping.headers().allValues("WWW-Authenticate"));

            String nobodys = token(launcher, "repository:team/app:pull,push", NOBODY);
            assertEquals(200, send(launcher, "GET /v2/", nobodys).statusCode());
            assertEquals(404, send(launcher, PULL, nobodys).statusCode());
            HttpResponse<String> push = send(launcher, PUSH, nobodys);
            assertEquals(401, push.statusCode());
            assertEquals(
                    List.of(challenge + ",scope=\"repository:team/app:pull,push\",error=\"insufficient_scope\""),
                    push.headers().allValues("WWW-Authenticate"));

            String alices = token(launcher, "repository:team/app:pull,push", ALICE);
            assertEquals(202, send(launcher, PUSH, alices).statusCode());
            HttpResponse<String> elsewhere = send(launcher, "POST /v2/other/blobs/uploads/", alices);
            assertEquals(401, elsewhere.statusCode());
            assertEquals(
                    List.of(challenge + ",scope=\"repository:other:pull,push\",error=\"insufficient_scope\""),
                    elsewhere.headers().allValues("WWW-Authenticate"));
        }
    }

    @Test
    void aRightThatIsTakenAwayIsGoneFromTokensAtOnce() throws Exception {
        Path rules = Files.writeString(temp.resolve("rules"), "team/** user:alice pull,push\n");
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--rules", rules.toString())) {
            String token = token(launcher, "repository:team/app:pull,push", ALICE);
            assertEquals(202, send(launcher, PUSH, token).statusCode());

            Files.writeString(rules, "team/** user:alice pull\n");
            await(launcher, token, 403);
            assertEquals(404, send(launcher, PULL, token).statusCode());
        }
    }

    @Test
    void tokensOutliveARestart() throws Exception {
        String token;
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--anonymous-pull")) {
            token = token(launcher, "repository:team/app:push", ALICE);
        }
        try (LauncherProcess launcher = serve("--htpasswd", users.toString(), "--anonymous-pull")) {
            assertEquals(202, send(launcher, PUSH, token).statusCode());
        }
    }

    @Test
    void passwordsAloneNeedNoTokens() throws Exception {
        try (LauncherProcess launcher = serve("--htpasswd", users.toString())) {
            assertAsksForPasswords(launcher);
        }
    }

    @Test
    void tokensCanBeLeftOut() throws Exception {
        try (LauncherProcess launcher =
                serve("--htpasswd", users.toString(), "--anonymous-pull", "--no-token-endpoint")) {
            assertAsksForPasswords(launcher);
        }
    }

    @Test
    void tokensOfAnotherServerAreTaken() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(
                temp.resolve("keys.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        Path trust = Files.writeString(
                temp.resolve("trust"),
                "issuer = gitlab\nservice = registry\nrealm = https://gitlab.example.com/jwt/auth\npem = keys.pem\n");
        try (LauncherProcess launcher = serve("--token-trust", trust.toString())) {
            launcher.awaitOut(line -> line.startsWith("Only holders of tokens that " + trust + " trusts are let in"));
            HttpResponse<String> refused = send(launcher, PULL, NOBODY);
            assertEquals(401, refused.statusCode());
            assertEquals(
                    List.of("Bearer realm=\"https://gitlab.example.com/jwt/auth\",service=\"registry\","
                            + "scope=\"repository:team/app:pull\""),
                    refused.headers().allValues("WWW-Authenticate"));

            String token = "Bearer " + signed(keys.getPrivate());
            assertEquals(202, send(launcher, PUSH, token).statusCode());
            assertEquals(404, send(launcher, PULL, token).statusCode());
            assertEquals(401, send(launcher, "GET /v2/other/tags/list", token).statusCode());
        }
    }

    @Test
    void clientsAreSentToOnePlaceForTokensAndNotToTwo() throws Exception {
        // The file is not there, so that nothing is served if the flags are not refused.
        try (LauncherProcess launcher =
                serve("--token-trust", temp.resolve("none").toString(), "--token-endpoint")) {
            assertEquals(2, launcher.awaitExit());
            assertEquals(
                    "stowage: --token-endpoint does not go with --token-trust, by which clients get their tokens "
                            + "elsewhere (see stowage serve --help)",
                    launcher.err().get(0));
        }
    }

    @Test
    void trustThatCannotBeUsedIsSaidInOneLine() throws Exception {
        Path trust = Files.writeString(temp.resolve("trust"), "issuer = gitlab\nservise = registry\n");
        try (LauncherProcess launcher = serve("--token-trust", trust.toString())) {
            assertEquals(1, launcher.awaitExit());
            assertEquals(
                    List.of("stowage: cannot use the trust in tokens of " + trust
                            + ":2: \"servise\" is none of issuer, service, realm, pem, jwks, algorithms, skew"),
                    launcher.err());
        }
    }

    private static String signed(PrivateKey key) throws Exception {
        long now = Instant.now().getEpochSecond();
        String claims = "{\"iss\":\"gitlab\",\"aud\":\"registry\",\"sub\":\"root\",\"exp\":" + (now + 60)
                + ",\"access\":[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\",\"push\"]}]}";
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String input = base64.encodeToString("{\"alg\":\"EdDSA\",\"kid\":\"x\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(input.getBytes(UTF_8));
        return input + "." + base64.encodeToString(signature.sign());
    }

    private static void assertAsksForPasswords(LauncherProcess launcher) throws Exception {
        assertEquals(
                List.of("Basic realm=\"Stowage\""),
                send(launcher, "GET /v2/", NOBODY).headers().allValues("WWW-Authenticate"));
        assertEquals(404, send(launcher, "GET /token?service=stowage", ALICE).statusCode());
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

    /** Sends pushes until the answer is the given one. */
    private static void await(LauncherProcess launcher, String token, int status) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (send(launcher, PUSH, token).statusCode() != status) {
            assertTrue(System.nanoTime() < end, () -> "never answered " + status);
        }
    }

    private static String token(LauncherProcess launcher, String scope, String authorization) throws Exception {
        HttpResponse<String> answer = send(launcher, "GET /token?service=stowage&scope=" + scope, authorization);
        assertEquals(200, answer.statusCode(), answer::body);
        return "Bearer "
                + new ObjectMapper().readTree(answer.body()).path("token").asText();
    }

    private static HttpResponse<String> send(LauncherProcess launcher, String request, String authorization)
            throws Exception {
        int space = request.indexOf(' ');
        HttpRequest.Builder builder = HttpRequest.newBuilder(launcher.address(request.substring(space + 1)))
                .method(request.substring(0, space), BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        return CLIENT.send(builder.build(), BodyHandlers.ofString());
    }
}
