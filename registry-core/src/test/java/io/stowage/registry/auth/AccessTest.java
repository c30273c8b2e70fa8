package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.testing.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller may do inside a request. The policy here: all in {@code team/…}, and the group dev may pull more. */
class AccessTest {
    private static final AccessPolicy POLICY = new AccessPolicy() {
        @Override
        public boolean allows(Caller caller, Permission permission) {
            return permission instanceof Permission.OnRepository some
                    && (some.repository().toString().startsWith("team/")
                            || (some.action() == Action.PULL && caller.isIn("dev")));
        }

        @Override
        public Set<String> groups() {
            return Set.of("dev", "ops");
        }
    };

    private final List<AuditEvent> audit = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        // authority, repository, may mount from it, sees it in the catalog
        "policy,  team/app, true,  true",
        "policy,  other,    false, false",
        "scoped,  team/app, true,  true", // also with a token that was given for something else
        "scoped,  other,    false, false", // a token gives no right that the policy has not
        "trusted, team/app, false, true",
        "trusted, other,    true,  true",
    })
    void mountsAndTheCatalogGoByPolicyOrTrustedToken(String by, String repository, boolean mounts, boolean lists) {
        Set<Permission> token = Scopes.parse("repository:other:pull registry:catalog:*");
        Authority authority = switch (by) {
            case "scoped" -> new Authority.ScopedToken(token);
            case "trusted" -> new Authority.TrustedToken(token);
            default -> new Authority.Policy();
        };
        Access access = access(Caller.user("alice", Set.of()).with(authority));

        assertEquals(mounts, access.mayMountFrom(RepositoryName.parse(repository)));
        assertEquals(lists, access.mayList(RepositoryName.parse(repository)));
    }

    @Test
    void aTokenIsGivenForWhatTheCallerMayOfWhatWasAskedFor() {
        Access access = access(Caller.user("alice", Set.of("dev", "everybody")));

        TokenGrant grant = access.grant(Scopes.parse("repository:team/app:* repository:other:pull,push"));

        assertEquals(
                new TokenGrant(
                        "alice",
                        Set.of("dev"),
                        Scopes.parse("repository:team/app:pull,push,delete repository:other:pull")),
                grant);
    }

    @Test
    void theAnonymousCallersTokenHasNoName() {
        TokenGrant grant = access(Caller.ANONYMOUS).grant(Scopes.parse("repository:other:pull"));

        assertEquals(new TokenGrant("", Set.of(), Set.of()), grant);
    }

    @Test
    void whatIsReportedHasCallerAddressAndTime() {
        RepositoryName repository = RepositoryName.parse("team/app");
        Access access = access(Caller.user("alice", Set.of()));

        access.report(AuditEvent.Kind.BLOB_DELETED, repository, "sha256:ab");
        access.report(AuditEvent.Kind.MANIFEST_PUSHED, repository, "sha256:cd", "latest");
        access.report(AuditEvent.Kind.TOKEN_ISSUED, "for nothing");

        assertEquals(
                List.of(
                        "event=blob_deleted caller=alice address=10.0.0.1 repository=team/app subject=sha256:ab",
                        "event=manifest_pushed caller=alice address=10.0.0.1 repository=team/app subject=sha256:cd "
                                + "detail=latest",
                        "event=token_issued caller=alice address=10.0.0.1 detail=\"for nothing\""),
                audit.stream().map(AuditLog::line).toList());
        assertEquals(new FakeTime().instant(), audit.get(0).at());
    }

    private Access access(Caller caller) {
        return new Access(caller, "10.0.0.1", new Rights(POLICY), new Audit(audit::add, new FakeTime()));
    }
}
