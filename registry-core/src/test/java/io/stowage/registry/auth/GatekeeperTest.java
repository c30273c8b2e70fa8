package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Splitter;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.testing.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which request of whom is answered how. The rules here: everybody may pull from {@code public}, alice may do everything
 * in {@code team/…}, bob may pull there, the admins may delete and see the catalog.
 */
class GatekeeperTest {
    private static final String BEARER = "Bearer realm=\"https://r.example/token\",service=\"r.example\"";
    private static final String BASIC = "Basic realm=\"Stowage\"";

    private final List<AuditEvent> audit = new ArrayList<>();

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # request           | who               | answer
            open                | anonymous         | allowed to anonymous
            open                | wrong             | allowed to anonymous
            login               | anonymous         | 401 <B>
            login               | alice             | allowed to alice
            login               | wrong             | 401 <B> because wrong user name or password
            login               | token:            | allowed to anonymous
            login               | expired           | 401 <B>,error="invalid_token" because the token has expired
            login               | unreadable        | 401 <B> because not base64
            login               | busy              | 429 after 3 s
            pull public         | anonymous         | allowed to anonymous
            pull public         | wrong             | 401 <B>,scope="repository:public:pull" because wrong user name or password
            pull team/app       | anonymous         | 401 <B>,scope="repository:team/app:pull"
            pull team/app       | bob               | allowed to bob
            pull team/app       | carol             | 403 repository:team/app:pull
            pull team/app       | expired           | 401 <B>,scope="repository:team/app:pull",error="invalid_token" because the token has expired
            push team/app       | anonymous         | 401 <B>,scope="repository:team/app:pull,push"
            push team/app       | alice             | allowed to alice
            push team/app       | bob               | 403 repository:team/app:push
            push team/app       | busy              | 429 after 3 s
            delete team/app     | anonymous         | 401 <B>,scope="repository:team/app:delete"
            delete team/app     | bob               | 403 repository:team/app:delete
            delete team/app     | admin             | allowed to root
            catalog             | anonymous         | 401 <B>,scope="registry:catalog:*"
            catalog             | bob               | 403 registry:catalog:*
            catalog             | admin             | allowed to root
            mount team/app from other | anonymous   | 401 <B>,scope="repository:team/app:pull,push repository:other:pull"
            mount team/app from other | alice       | allowed to alice

            # our own tokens: what the rules allow, and no more than the token is for
            pull team/app       | alice token: repository:team/app:pull      | allowed to alice
            push team/app       | alice token: repository:team/app:pull      | 401 <B>,scope="repository:team/app:pull,push",error="insufficient_scope" because the token is not good for repository:team/app:push
            pull team/app       | alice token: repository:team/lib:pull      | 401 <B>,scope="repository:team/app:pull",error="insufficient_scope" because the token is not good for repository:team/app:pull
            push team/app       | bob token: repository:team/app:pull,push   | 403 repository:team/app:push
            pull public         | token: repository:public:pull              | allowed to anonymous
            pull team/app       | token: repository:public:pull              | 401 <B>,scope="repository:team/app:pull",error="insufficient_scope" because authentication required for repository:team/app:pull
            login               | alice token:                               | allowed to alice

            # tokens of a trusted server: what the token is for, whatever the rules say
            push other          | ci trusted: repository:other:pull,push     | allowed to ci
            pull public         | ci trusted: repository:other:pull,push     | 401 <B>,scope="repository:public:pull",error="insufficient_scope" because the token is not good for repository:public:pull
            catalog             | ci trusted: registry:catalog:*             | allowed to ci
            """)
    void aRequestIsAnswered(String request, String who, String answer) throws IOException {
        Gatekeeper gatekeeper = gatekeeper(Challenge.bearer("https://r.example/token", "r.example"));

        assertEquals(answer.replace("<B>", BEARER), text(gatekeeper.decide(attempt(who), request(request))));
    }

    @Test
    void withoutTokensTheChallengeIsForAPassword() throws IOException {
        Gatekeeper gatekeeper = gatekeeper(Challenge.basic("Stowage"));

        assertEquals("401 " + BASIC, text(gatekeeper.decide(attempt("anonymous"), request("login"))));
        assertEquals("401 " + BASIC, text(gatekeeper.decide(attempt("anonymous"), request("push team/app"))));
        assertEquals(
                "401 " + BASIC + " because the token has expired",
                text(gatekeeper.decide(attempt("expired"), request("push team/app"))));
    }

    @Test
    void withoutAuthenticatorsCredentialsAreNotLookedAtAndTheHostIsBelieved() throws IOException {
        Gatekeeper gatekeeper = new Gatekeeper(List.of(), GatekeeperTest::allows, audit::add, new FakeTime());
        LoginAttempt host = new LoginAttempt(new Credentials.PreAuthenticated("alice", group -> false), "10.0.0.1");

        assertEquals("allowed to anonymous", text(gatekeeper.decide(attempt("wrong"), request("pull public"))));
        assertEquals("401 " + BASIC, text(gatekeeper.decide(attempt("wrong"), request("pull team/app"))));
        assertEquals("allowed to alice", text(gatekeeper.decide(host, request("push team/app"))));
    }

    @Test
    void whereEverybodyMayDoEverythingNobodyHasToLogIn() throws IOException {
        Gatekeeper open = new Gatekeeper(List.of(), AccessPolicies.allowAll(), audit::add, new FakeTime());

        assertEquals("allowed to anonymous", text(open.decide(attempt("anonymous"), request("login"))));
        assertEquals("allowed to anonymous", text(open.decide(attempt("wrong"), request("delete team/app"))));
    }

    @Test
    void aTokenIsGivenForAPasswordAndForNothingButNotForAToken() throws IOException {
        Gatekeeper gatekeeper = gatekeeper(Challenge.bearer("https://r.example/token", "r.example"));

        assertEquals("allowed to alice", text(gatekeeper.decideOnToken(attempt("alice"))));
        assertEquals("allowed to anonymous", text(gatekeeper.decideOnToken(attempt("anonymous"))));
        assertEquals(
                "401 " + BASIC + " because a token cannot be exchanged for another",
                text(gatekeeper.decideOnToken(attempt("alice token: repository:team/app:pull"))));
        assertEquals(
                "401 " + BASIC + " because wrong user name or password",
                text(gatekeeper.decideOnToken(attempt("wrong"))));
        assertEquals("429 after 3 s", text(gatekeeper.decideOnToken(attempt("busy"))));
    }

    @Test
    void whatShouldNotHaveBeenTriedIsTold() throws IOException {
        Gatekeeper gatekeeper = gatekeeper(Challenge.basic("Stowage"));

        gatekeeper.decide(attempt("wrong"), request("login"));
        gatekeeper.decide(attempt("busy"), request("login"));
        gatekeeper.decide(attempt("unreadable"), request("login"));
        gatekeeper.decide(attempt("bob"), request("push team/app"));
        gatekeeper.decide(attempt("bob"), request("catalog"));
        gatekeeper.decide(attempt("anonymous"), request("push team/app")); // how clients begin
        gatekeeper.decide(attempt("alice"), request("push team/app"));

        assertEquals(
                List.of(
                        "event=login_failed caller=mallory address=10.0.0.1 detail=\"wrong user name or password\"",
                        "event=login_failed caller=busy address=10.0.0.1 detail=\"too many failed logins\"",
                        "event=login_failed address=10.0.0.1 detail=\"not base64\"",
                        "event=denied caller=bob address=10.0.0.1 repository=team/app "
                                + "subject=repository:team/app:push",
                        "event=denied caller=bob address=10.0.0.1 subject=\"registry:catalog:*\""),
                audit.stream().map(AuditLog::line).toList());
    }

    @Test
    void anAuditListenerThatFailsChangesNothing() throws IOException {
        Gatekeeper gatekeeper = new Gatekeeper(
                List.of(new Fake(Challenge.basic("Stowage"))),
                GatekeeperTest::allows,
                event -> {
                    throw new IllegalStateException("the audit's disk is full");
                },
                new FakeTime());

        assertEquals("403 repository:team/app:push", text(gatekeeper.decide(attempt("bob"), request("push team/app"))));
    }

    @Test
    void anAuthenticatorThatCannotTellIsAnError() {
        Gatekeeper gatekeeper = gatekeeper(Challenge.basic("Stowage"));

        assertThrows(IOException.class, () -> gatekeeper.decide(attempt("broken"), request("login")));
    }

    private Gatekeeper gatekeeper(Challenge challenge) {
        return new Gatekeeper(List.of(new Fake(challenge)), GatekeeperTest::allows, audit::add, new FakeTime());
    }

    private static boolean allows(Caller caller, Permission permission) {
        if (caller.isIn("admins")) {
            return true;
        }
        if (!(permission instanceof Permission.OnRepository some)) {
            return false;
        }
        boolean team = some.repository().toString().startsWith("team/");
        return some.equals(Permission.of(Action.PULL, RepositoryName.parse("public")))
                || (team && caller.name().equals("alice"))
                || (team && caller.name().equals("bob") && some.action() == Action.PULL);
    }

    /** {@code push team/app}, {@code mount team/app from other}. */
    private static AccessRequest request(String text) {
        List<String> words = Splitter.on(' ').splitToList(text);
        return switch (words.get(0)) {
            case "open" -> new AccessRequest.Open();
            case "login" -> new AccessRequest.Login();
            case "catalog" -> AccessRequest.of(new Permission.Catalog());
            case "mount" ->
                new AccessRequest.Needs(
                        List.of(Permission.of(Action.PUSH, RepositoryName.parse(words.get(1)))),
                        List.of(Permission.of(Action.PULL, RepositoryName.parse(words.get(3)))));
            default ->
                AccessRequest.of(Permission.of(
                        Action.valueOf(words.get(0).toUpperCase(Locale.ROOT)), RepositoryName.parse(words.get(1))));
        };
    }

    private static LoginAttempt attempt(String who) {
        Credentials credentials = switch (who) {
            case "anonymous" -> new Credentials.Anonymous();
            case "unreadable" -> new Credentials.Unreadable("not base64");
            case "alice", "bob", "carol", "admin", "wrong", "busy", "broken" -> new Credentials.Basic(who, "");
            default -> new Credentials.Bearer(who);
        };
        return new LoginAttempt(credentials, "10.0.0.1");
    }

    private static String text(AccessDecision decision) {
        if (decision instanceof AccessDecision.Allowed allowed) {
            return "allowed to " + allowed.access().caller();
        }
        if (decision instanceof AccessDecision.Denied denied) {
            return "403 " + denied.permission();
        }
        if (decision instanceof AccessDecision.TryLater later) {
            return "429 after " + later.delay().toSeconds() + " s";
        }
        AccessDecision.LoginRequired login = (AccessDecision.LoginRequired) decision;
        String challenges = login.challenges().stream().map(Challenge::toString).collect(Collectors.joining(" and "));
        return "401 " + challenges + (login.reason().equals(Challenges.LOGIN) ? "" : " because " + login.reason());
    }

    /** Takes any password but that of a few, and tokens that say what they are. */
    private record Fake(Challenge asks) implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) throws IOException {
            if (attempt.credentials() instanceof Credentials.Bearer bearer) {
                return token(bearer.token());
            }
            String user = ((Credentials.Basic) attempt.credentials()).user();
            return switch (user) {
                case "wrong" -> new Authentication.Rejected("mallory", "wrong user name or password");
                case "busy" -> new Authentication.Deferred(user, Duration.ofSeconds(3));
                case "broken" -> throw new IOException("the user directory is away");
                case "admin" -> new Authentication.Accepted(Caller.user("root", Set.of("admins")));
                default -> new Authentication.Accepted(Caller.user(user, Set.of()));
            };
        }

        /** {@code alice token: repository:team/app:pull}. */
        private static Authentication token(String text) {
            if (text.equals("expired")) {
                return new Authentication.Rejected("", "the token has expired");
            }
            boolean trusted = text.contains("trusted:");
            int colon = text.indexOf(trusted ? "trusted:" : "token:");
            String name = text.substring(0, colon).strip();
            Set<Permission> scope = Scopes.parse(text.substring(text.indexOf(':') + 1));
            Caller caller = name.isEmpty() ? Caller.ANONYMOUS : Caller.user(name, Set.of());
            return new Authentication.Accepted(
                    caller.with(trusted ? new Authority.TrustedToken(scope) : new Authority.ScopedToken(scope)));
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.of(asks);
        }
    }
}
