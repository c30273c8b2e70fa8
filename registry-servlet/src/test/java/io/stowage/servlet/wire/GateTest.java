package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.error.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request is told to log in, to come back later, or that it may not. */
class GateTest extends WireTest {
    private static final String ADA =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(ISO_8859_1));

    @Test
    void everyChallengeHasALineOfItsOwn() {
        serve(challenges(Challenge.basic("one"), Challenge.basic("two")));

        for (String request : List.of("GET /v2/", "HEAD /v2/", "PUT /v2/a/manifests/x", "GET /v2/a/tags/list")) {
            Answer answer = send(request).is(401);
            assertEquals(List.of("Basic realm=\"one\"", "Basic realm=\"two\""), answer.headers("WWW-Authenticate"));
        }
    }

    @Test
    void tokensAreAskedForAloneWithTheScopeThatIsNeeded() {
        serve(challenges(Challenge.basic("one"), Challenge.bearer("https://auth.example/token", "Registry")));

        send("GET /v2/")
                .isError(401, ErrorCode.UNAUTHORIZED)
                .with("WWW-Authenticate: Bearer realm=\"https://auth.example/token\",service=\"Registry\"");
        send("POST /v2/team/app/blobs/uploads/")
                .isError(401, ErrorCode.UNAUTHORIZED)
                .with("WWW-Authenticate: Bearer realm=\"https://auth.example/token\",service=\"Registry\","
                        + "scope=\"repository:team/app:pull,push\"");
    }

    @ParameterizedTest
    @CsvSource({
        "registry,              http://registry",
        "registry:80,           http://registry",
        "registry:443,          http://registry:443",
        "registry:5000,         http://registry:5000",
        "Registry.Example:5000, http://Registry.Example:5000",
        "192.0.2.7,             http://192.0.2.7",
        "[::1],                 http://[::1]",
        "[::1]:5000,            http://[::1]:5000",
        "[2001:db8::7]:80,      http://[2001:db8::7]",
    })
    void tokensAreHadWhereTheClientAskedUs(String host, String origin) throws Exception {
        serve(challenges(Challenge.bearer("/token", "Registry")));

        Answer answer = ask("Host: " + host).isError(401, ErrorCode.UNAUTHORIZED);

        assertEquals("Bearer realm=\"" + origin + "/token\",service=\"Registry\"", answer.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"a\"b", "a\\b", "a b", "a,b", "ä", "[::1", "a:b:c", "a\",error=\"b", "''", "%22", "<x>"})
    void aHostThatIsNoneGetsNeitherAnEchoNorAFailure(String host) throws Exception {
        serve(challenges(Challenge.bearer("/token", "Registry")));

        Answer answer = ask("Host: " + host);

        assertTrue(Set.of(400, 401).contains(answer.status()), answer::toString);
        for (String challenge : answer.headers("WWW-Authenticate")) {
            assertTrue(
                    challenge.matches("Bearer realm=\"[!#-\\[\\]-~]+/token\",service=\"Registry\""), answer::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "59999, 60"})
    void whoGuessesIsToldWhenToComeBack(long millis, String seconds) {
        serve(builder -> builder.authenticators(
                new Answers(new Authentication.Deferred("ada", Duration.ofMillis(millis)), Challenge.basic("one"))));

        send("GET /v2/a/tags/list\n" + ADA)
                .isError(429, ErrorCode.TOOMANYREQUESTS)
                .with("Retry-After: " + seconds)
                .without("WWW-Authenticate");
    }

    @Test
    void whoMayNotIsNotAskedToLogInAgain() {
        serve(builder -> builder.authenticators(
                        new Answers(new Authentication.Accepted(Caller.user("ada", Set.of())), Challenge.basic("one")))
                .accessPolicy(AccessPolicies.readOnly()));

        Answer answer = send("DELETE /v2/a/manifests/1.0\n" + ADA)
                .isError(403, ErrorCode.DENIED)
                .without("WWW-Authenticate", "Retry-After");
        assertTrue(answer.text().contains("repository:a:delete"), answer::toString);
    }

    @Test
    void headersThatCannotBeReadAreWrongCredentials() {
        serve(challenges(Challenge.basic("one")));

        for (String header : List.of(
                "Authorization: Basic !!!",
                "Authorization: Negotiate abc",
                "Authorization:",
                ADA + "\n" + ADA,
                "Authorization: Basic " + "A".repeat(20_000))) {
            send("GET /v2/a/tags/list\n" + header)
                    .isError(401, ErrorCode.UNAUTHORIZED)
                    .with("WWW-Authenticate: Basic realm=\"one\"");
        }
    }

    @Test
    void callersMayBeFoundInAnotherWay() {
        serve(
                newStorage(),
                builder -> builder.accessPolicy(AccessPolicies.authenticated()),
                request -> Optional.ofNullable(request.getHeader("X-Client"))
                        .<Credentials>map(name -> new Credentials.PreAuthenticated(name, group -> false))
                        .orElse(new Credentials.Anonymous()));

        send("POST /v2/a/blobs/uploads/\nX-Client: robot").is(202);
        send("POST /v2/a/blobs/uploads/\n" + ADA).isError(401, ErrorCode.UNAUTHORIZED);
    }

    private Answer ask(String host) throws Exception {
        String request = "GET /v2/ HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n";
        return Answer.parse(container().talk(request.getBytes(ISO_8859_1)));
    }

    private static UnaryOperator<Registry.Builder> challenges(Challenge... challenges) {
        return builder -> builder.authenticators(Arrays.stream(challenges)
                .map(challenge -> new Answers(new Authentication.NotMine(), challenge))
                .toArray(Authenticator[]::new));
    }

    /** Says the same to everybody. */
    private record Answers(Authentication verdict, Challenge asked) implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            return verdict;
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.of(asked);
        }
    }
}
