package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stowage.registry.Registry;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AuditEvent;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Scopes;
import io.stowage.registry.auth.TokenGrant;
import io.stowage.registry.auth.TokenIssuer;
import io.stowage.registry.error.ErrorCode;
import io.stowage.servlet.CallerResolver;
import io.stowage.servlet.TokenServlet;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The token endpoint, in Docker's form and in that of OAuth. */
class TokenTest extends WireTest {
    private static final String ALICE = "Authorization: Basic " + base64("alice:secret");
    private static final String FORM = "POST /token\nContent-Type: application/x-www-form-urlencoded\n";

    private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    private final ReadableTokens issuer = new ReadableTokens();

    @Override
    protected String mapping() {
        return "/token";
    }

    @Override
    protected HttpServlet servlet(Registry registry, CallerResolver callers) {
        return new TokenServlet(registry, issuer, callers);
    }

    @BeforeEach
    final void serveUsers() {
        audit.clear();
        issuer.count.set(0);
        issuer.fails = false;
        serve(builder -> builder.authenticators(new Users())
                .accessPolicy(AccessPolicies.anonymousPull())
                .auditListener(audit::add));
    }

    @Test
    void aUserGetsWhatTheUserMayDo() {
        Answer answer = send("GET /token?service=registry&scope=repository:team/app:pull,push\n" + ALICE)
                .is(200)
                .with("Content-Type: application/json", "Cache-Control: no-store");

        JsonNode json = answer.json();
        assertEquals("alice-may-repository:team/app:pull,push", read(json.path("token")));
        assertEquals(json.path("token"), json.path("access_token"));
        assertEquals(300, json.path("expires_in").asInt());
        assertEquals("2026-11-23T20:00:00Z", json.path("issued_at").asText());
        assertEquals(4, json.size());
    }

    @Test
    void nobodyGetsWhatEverybodyMayDo() {
        assertEquals(
                "-may-repository:team/app:pull",
                token("GET /token?service=registry&scope=repository:team/app:pull,push"));
        assertEquals("-may-", token("GET /token?service=registry&scope=repository:team/app:push"));
    }

    @Test
    void anEmptyNameAndPasswordAreNobodys() {
        assertEquals(
                "-may-repository:a:pull",
                token("GET /token?service=registry&scope=repository:a:pull\nAuthorization: Basic Og=="));
    }

    @Test
    void aLoginAsksForNoScope() {
        assertEquals(
                "alice-may-",
                token("GET /token?account=alice&client_id=docker&offline_token=true&service=registry\n" + ALICE));
    }

    @Test
    void scopesComeOneByOneOrTogether() {
        String expected = "alice-may-registry:catalog:* repository:a/b:pull repository:c:push,delete";

        assertEquals(
                expected,
                token("GET /token?service=registry&scope=repository:a/b:pull&scope=repository:c:push,delete"
                        + "&scope=registry:catalog:*\n" + ALICE));
        assertEquals(
                expected,
                token("GET /token?service=registry&scope=repository%3Aa%2Fb%3Apull+repository:c:push,delete"
                        + "%20registry:catalog:*\n" + ALICE));
    }

    @Test
    void whatIsNoScopeGivesNothing() {
        assertEquals(
                "alice-may-repository:a:pull",
                token("GET /token?service=registry&scope=x&scope=repository:../a:pull&scope=repository:A:pull"
                        + "&scope=repository:a:pull,jump&scope=::&scope=\n" + ALICE));
    }

    @Test
    void theServiceMayBeLeftOutButNotAnothers() {
        assertEquals("-may-repository:a:pull", token("GET /token?scope=repository:a:pull"));
        send("GET /token?service=other&scope=repository:a:pull").isError(400, ErrorCode.UNSUPPORTED);
        send("GET /token?service=").isError(400, ErrorCode.UNSUPPORTED);
        send("GET /token?service=registry&service=other").isError(400, ErrorCode.UNSUPPORTED);
        assertEquals(1, issuer.count.get());
    }

    @Test
    void aWrongPasswordIsA401ThatAsksForABetterOne() {
        send("GET /token?service=registry\nAuthorization: Basic " + base64("alice:wrong"))
                .isError(401, ErrorCode.UNAUTHORIZED)
                .with("WWW-Authenticate: Basic realm=\"Stowage\"", "Cache-Control: no-store");
        send("GET /token?service=registry\nAuthorization: Basic " + base64("mallory:secret"))
                .isError(401, ErrorCode.UNAUTHORIZED);
        assertEquals(
                List.of(AuditEvent.Kind.LOGIN_FAILED, AuditEvent.Kind.LOGIN_FAILED),
                audit.stream().map(AuditEvent::kind).toList());
    }

    @Test
    void aTokenIsNoCredentialForAnother() {
        send("GET /token?service=registry\nAuthorization: Bearer abc")
                .isError(401, ErrorCode.UNAUTHORIZED)
                .with("WWW-Authenticate: Basic realm=\"Stowage\"");
    }

    @Test
    void unreadableCredentialsAreA401() {
        for (String header : List.of(
                "Authorization: Basic ???", "Authorization: Negotiate abc", "Authorization:", ALICE + "\n" + ALICE)) {
            send("GET /token?service=registry\n" + header).isError(401, ErrorCode.UNAUTHORIZED);
        }
    }

    @Test
    void tooManyGuessesAreA429() {
        send("GET /token?service=registry\nAuthorization: Basic " + base64("slow:x"))
                .isError(429, ErrorCode.TOOMANYREQUESTS)
                .with("Retry-After: 7");
        send(FORM, "grant_type=password&username=slow&password=x").is(429).with("Retry-After: 7");
    }

    @Test
    void theAuditHearsWhatWasGranted() {
        token("GET /token?service=registry&scope=repository:team/app:pull\n" + ALICE);

        assertEquals(1, audit.size());
        assertEquals(AuditEvent.Kind.TOKEN_ISSUED, audit.get(0).kind());
        assertEquals("alice", audit.get(0).caller());
        assertEquals("repository:team/app:pull", audit.get(0).detail());
    }

    @Test
    void aFloodOfScopesIsRefused() {
        String many = "repository:a:pull+".repeat(101);
        send("GET /token?service=registry&scope=" + many).isError(400, ErrorCode.UNSUPPORTED);
        send(FORM, "grant_type=password&service=registry&scope=" + many).is(400);
        String longOne = "repository:" + "a/".repeat(4100) + ":pull";
        send(FORM, "grant_type=password&service=registry&scope=" + longOne).is(400);
    }

    @Test
    void aFailingIssuerTellsNothing() {
        issuer.fails = true;

        send("GET /token?service=registry").isError(500, ErrorCode.UNSUPPORTED).with("Cache-Control: no-store");
        assertEquals(List.of(), audit);
    }

    @Test
    void theHeadIsThatOfGet() {
        send("HEAD /token?service=registry\n" + ALICE)
                .is(200)
                .with("Content-Type: application/json", "Cache-Control: no-store")
                .withoutBody();
    }

    @Test
    void otherMethods() {
        send("OPTIONS /token").is(204).with("Allow: GET, HEAD, POST, OPTIONS");
        send("PUT /token").isError(405, ErrorCode.UNSUPPORTED).with("Allow: GET, HEAD, POST, OPTIONS");
        send("DELETE /token").isError(405, ErrorCode.UNSUPPORTED);
        send("BREW /token").isError(501, ErrorCode.UNSUPPORTED);
        assertEquals(0, issuer.count.get());
    }

    @Test
    void oauthsPasswordGrant() {
        Answer answer = send(
                        FORM,
                        "grant_type=password&service=registry&client_id=buildkit&username=alice&password=secret"
                                + "&scope=repository%3Ateam%2Fapp%3Apull%2Cpush+repository:b:pull&access_type=offline")
                .is(200)
                .with("Content-Type: application/json", "Cache-Control: no-store");

        JsonNode json = answer.json();
        assertEquals("alice-may-repository:b:pull repository:team/app:pull,push", read(json.path("access_token")));
        assertEquals("Bearer", json.path("token_type").asText());
        assertEquals(300, json.path("expires_in").asInt());
        assertEquals(
                Set.of("repository:b:pull", "repository:team/app:pull,push"),
                Set.copyOf(List.of(json.path("scope").asText().split(" ", -1))));
        assertFalse(json.has("refresh_token"));
    }

    @Test
    void aFormOfNobody() {
        assertEquals(
                "-may-repository:a:pull",
                read(send(FORM, "grant_type=password&service=registry&scope=repository:a:pull")
                        .is(200)
                        .json()
                        .path("token")));
    }

    @Test
    void aWrongPasswordInAForm() {
        Answer answer = send(FORM, "grant_type=password&service=registry&username=alice&password=guess")
                .is(401)
                .with("WWW-Authenticate: Basic realm=\"Stowage\"", "Content-Type: application/json");

        isOauthError("invalid_grant", answer);
        assertFalse(answer.text().contains("guess"));
    }

    @Test
    void otherGrantsSendClientsBackToDockersForm() {
        for (String form : List.of(
                "grant_type=refresh_token&service=registry&refresh_token=abc",
                "grant_type=client_credentials",
                "service=registry",
                "")) {
            isOauthError("unsupported_grant_type", send(FORM, form).is(400));
        }
    }

    @Test
    void badForms() {
        isOauthError(
                "invalid_request", send(FORM, "grant_type=password&scope=%zz").is(400));
        isOauthError(
                "invalid_request",
                send(FORM, "grant_type=password&service=other").is(400));
        isOauthError(
                "invalid_request",
                send(FORM, "grant_type=password&username=alice&username=bob").is(400));
        isOauthError(
                "invalid_request", send(FORM, new byte[] {'g', (byte) 0xff}).is(400));
        isOauthError(
                "invalid_request",
                send("POST /token\nContent-Type: application/json", "{\"grant_type\":\"password\"}")
                        .is(415));
        isOauthError(
                "invalid_request", send("POST /token", "grant_type=password").is(415));
        isOauthError(
                "invalid_grant",
                send(FORM, "grant_type=password&username=al%0Aice&password=x").is(401));
    }

    @Test
    void aFormThatIsTooLarge() {
        String form = "grant_type=password&padding=" + "x".repeat(16 << 10);

        isOauthError("invalid_request", send(FORM, form).is(413));
        String chunked = Integer.toHexString(form.length()) + "\r\n" + form + "\r\n0\r\n\r\n";
        isOauthError(
                "invalid_request",
                send(FORM + "Transfer-Encoding: chunked", chunked).is(413));
    }

    @Test
    void theQueryOfAFormIsNotLookedAt() {
        isOauthError(
                "unsupported_grant_type",
                send(
                                "POST /token?grant_type=password&service=registry\n"
                                        + "Content-Type: application/x-www-form-urlencoded",
                                "")
                        .is(400));
    }

    private String token(String head) {
        return read(send(head).is(200).json().path("token"));
    }

    private static String read(JsonNode token) {
        return new String(Base64.getUrlDecoder().decode(token.asText()), UTF_8);
    }

    private static void isOauthError(String error, Answer answer) {
        assertEquals(error, answer.json().path("error").asText(), answer::toString);
        assertTrue(answer.json().path("error_description").asText().length() > 5, answer::toString);
        answer.with("Cache-Control: no-store");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Issues tokens that tests can read. */
    private static final class ReadableTokens implements TokenIssuer {
        private volatile boolean fails;
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Token issue(TokenGrant grant) throws IOException {
            if (fails) {
                throw new IOException("io.stowage: no key");
            }
            count.incrementAndGet();
            TreeSet<String> scopes = new TreeSet<>(
                    Stream.of(Scopes.format(grant.access()).split(" ", -1)).toList());
            String text = grant.caller() + "-may-" + String.join(" ", scopes);
            return new Token(
                    Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8)),
                    Instant.parse("2026-11-23T20:00:00Z"),
                    Duration.ofMinutes(5));
        }

        @Override
        public String service() {
            return "registry";
        }
    }

    private static final class Users implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            if (!(attempt.credentials() instanceof Credentials.Basic basic)) {
                return new Authentication.NotMine();
            }
            if (basic.user().equals("slow")) {
                return new Authentication.Deferred("slow", Duration.ofSeconds(7));
            }
            return basic.equals(new Credentials.Basic("alice", "secret"))
                    ? new Authentication.Accepted(Caller.user("alice", Set.of()))
                    : new Authentication.Rejected(basic.user(), "the name or the password is wrong");
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.of(Challenge.basic("Stowage"));
        }
    }
}
