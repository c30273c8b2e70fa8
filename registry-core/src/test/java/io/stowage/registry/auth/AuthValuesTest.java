package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import io.stowage.oci.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Equality, copies and secrets of the small values. */
class AuthValuesTest {
    private static final RepositoryName A = RepositoryName.parse("a");

    @Test
    void equalValuesAreEqual() {
        new EqualsTester()
                .addEqualityGroup(Permission.of(Action.PULL, A), Permission.of(Action.PULL, RepositoryName.parse("a")))
                .addEqualityGroup(Permission.of(Action.PUSH, A))
                .addEqualityGroup(Permission.of(Action.PULL, RepositoryName.parse("b")))
                .addEqualityGroup(new Permission.Catalog(), new Permission.Catalog())
                .addEqualityGroup(Challenge.basic("a"), new Challenge("Basic", Map.of("realm", "a")))
                .addEqualityGroup(Challenge.basic("b"))
                .addEqualityGroup(
                        Challenge.bearer("a", "b"), new Challenge("Bearer", Map.of("service", "b", "realm", "a")))
                .addEqualityGroup(new Credentials.Anonymous(), new Credentials.Anonymous())
                .addEqualityGroup(new Credentials.Basic("a", "b"), new Credentials.Basic("a", "b"))
                .addEqualityGroup(new Credentials.Basic("ab", ""))
                .addEqualityGroup(new Credentials.Bearer("a"), new Credentials.Bearer("a"))
                .addEqualityGroup(new Authority.ScopedToken(Set.of()), new Authority.ScopedToken(Set.of()))
                .addEqualityGroup(new Authority.TrustedToken(Set.of()))
                .testEquals();
    }

    @Test
    void permissionsPrintAsTokenScopes() {
        assertEquals("repository:a:pull", Permission.of(Action.PULL, A).toString());
        assertEquals("registry:catalog:*", new Permission.Catalog().toString());
    }

    @Test
    void secretsDoNotPrint() {
        for (Object secret : List.of(
                new Credentials.Basic("alice", "s3cret"),
                new Credentials.Bearer("s3cret"),
                new LoginAttempt(new Credentials.Basic("alice", "s3cret"), "10.0.0.1"),
                new TokenIssuer.Token("s3cret", Instant.EPOCH, Duration.ofMinutes(5)))) {
            assertFalse(secret.toString().contains("s3cret"), secret.toString());
            assertTrue(secret.toString().contains("***"), secret.toString());
        }
    }

    @Test
    void aCallerHasANameAGroupOrTwoAndAnAuthority() {
        Caller alice = Caller.user("alice", Set.of("dev"));
        Caller narrow = alice.with(new Authority.ScopedToken(Set.of()));

        assertTrue(alice.isIn("dev") && narrow.isIn("dev") && !alice.isIn("ops"));
        assertFalse(alice.isAnonymous());
        assertEquals("alice", narrow.toString());
        assertEquals(new Authority.Policy(), alice.authority());
        assertEquals(new Authority.ScopedToken(Set.of()), narrow.authority());
        assertThrows(IllegalArgumentException.class, () -> Caller.user("", Set.of()));
    }

    @Test
    void theAnonymousCallerIsInNoGroup() {
        assertTrue(Caller.ANONYMOUS.isAnonymous());
        assertEquals("", Caller.ANONYMOUS.name());
        assertEquals("anonymous", Caller.ANONYMOUS.toString());
        assertFalse(Caller.ANONYMOUS.isIn(""));
    }

    @Test
    void whatWasGivenMayChangeAfterwards() {
        List<Permission> required = new ArrayList<>(List.of(Permission.of(Action.PULL, A)));
        AccessRequest.Needs needs = new AccessRequest.Needs(required, required);
        required.clear();

        assertEquals(List.of(Permission.of(Action.PULL, A)), needs.required());
        assertEquals(needs.required(), needs.optional());
    }
}
