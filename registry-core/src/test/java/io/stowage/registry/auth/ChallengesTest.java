package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code WWW-Authenticate} says. */
class ChallengesTest {
    private static final Challenge TOKEN = Challenge.bearer("/token", "r.example");
    private static final AccessRequest.Needs PUSH =
            AccessRequest.of(Permission.of(Action.PUSH, RepositoryName.parse("team/app")));

    @Test
    void printsAsDockersParserWantsIt() {
        assertEquals("Basic realm=\"Stowage\"", Challenge.basic("Stowage").toString());
        assertEquals(
                "Bearer realm=\"/token\",service=\"r.example\",scope=\"repository:a:pull\",error=\"invalid_token\"",
                TOKEN.with("scope", "repository:a:pull")
                        .with("error", "invalid_token")
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a\\b", "a\r\nb", "a\tb", "a\u0000", "ü", "\u007f"})
    void refusesWhatCannotBeQuoted(String realm) {
        assertThrows(IllegalArgumentException.class, () -> Challenge.basic(realm));
    }

    @Test
    void tokensAreAskedForAloneWherePasswordsAreTakenToo() {
        assertEquals(
                List.of(TOKEN), challenges(Challenge.basic("Stowage"), TOKEN).forLogin());
    }

    @Test
    void severalWaysToLogInAreToldOnceEachAndInOrder() {
        Challenge one = Challenge.basic("one");
        Challenge two = Challenge.basic("two");

        assertEquals(List.of(one, two), challenges(one, two, one).forLogin());
    }

    @Test
    void withNothingToAskForItIsAPassword() {
        assertEquals(List.of(Challenges.PASSWORD), challenges().forLogin());
    }

    @Test
    void onlyTokensHaveScopeAndError() {
        Challenges basic = challenges(Challenge.basic("Stowage"));

        assertEquals(basic.forLogin(), basic.forPermissions(PUSH));
        assertEquals(basic.forLogin(), basic.afterNarrowToken(PUSH));
        assertEquals(basic.forLogin(), basic.afterWrongCredentials(new Credentials.Bearer("x"), PUSH));
    }

    @Test
    void whoeverPushesIsToldToAskForPullToo() {
        assertEquals(
                List.of(TOKEN.with("scope", "repository:team/app:pull,push")),
                challenges(TOKEN).forPermissions(PUSH));
    }

    @Test
    void wrongPasswordsAreNoInvalidTokens() {
        assertEquals(
                List.of(TOKEN.with("scope", "repository:team/app:pull,push")),
                challenges(TOKEN).afterWrongCredentials(new Credentials.Basic("a", "b"), PUSH));
        assertEquals(
                List.of(TOKEN.with("error", "invalid_token")),
                challenges(TOKEN).afterWrongCredentials(new Credentials.Bearer("x"), new AccessRequest.Login()));
    }

    private static Challenges challenges(Challenge... asked) {
        List<Authenticator> authenticators = new ArrayList<>();
        authenticators.add(new Asking(Optional.empty()));
        for (Challenge challenge : asked) {
            authenticators.add(new Asking(Optional.of(challenge)));
        }
        return new Challenges(authenticators);
    }

    private record Asking(Optional<Challenge> challenge) implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            return new Authentication.NotMine();
        }
    }
}
