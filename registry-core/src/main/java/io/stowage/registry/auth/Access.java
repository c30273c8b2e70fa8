package io.stowage.registry.auth;

import io.stowage.oci.RepositoryName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one caller may do in the course of one request, which the {@link Gatekeeper} has let in. Immutable, as safe for
 * use by many threads as the policy.
 */
public final class Access {
    private final Caller caller;
    private final String address;
    private final Rights rights;
    private final Audit audit;

    Access(Caller caller, String address, Rights rights, Audit audit) {
        this.caller = caller;
        this.address = address;
        this.rights = rights;
        this.audit = audit;
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /**
     * Whether a blob may be mounted from a repository, because the caller may pull from it. The answer tells nothing
     * about whether the repository exists.
     */
    public boolean mayMountFrom(RepositoryName source) {
        return rights.mayMountFrom(caller, Permission.of(Action.PULL, source));
    }

    /** Whether the catalog shows a repository to the caller. */
    public boolean mayList(RepositoryName repository) {
        return rights.mayList(caller, Permission.of(Action.LIST, repository));
    }

    /**
     * What a token for the caller may say.
     *
     * @param wanted what was asked for
     * @return as much of it as the caller may do
     */
    public TokenGrant grant(Set<Permission> wanted) {
        Set<Permission> granted = new LinkedHashSet<>();
        for (Permission permission : wanted) {
            if (rights.on(caller, permission) == Rights.Verdict.GRANTED) {
                granted.add(permission);
            }
        }
        Set<String> groups =
                rights.policy().groups().stream().filter(caller::isIn).collect(Collectors.toUnmodifiableSet());
        return new TokenGrant(caller.name(), groups, granted);
    }

    /** Tells the audit what the caller did. */
    public void report(AuditEvent.Kind kind, RepositoryName repository, String subject) {
        report(kind, repository, subject, "");
    }

    /** Tells the audit what the caller did, and more about it. */
    public void report(AuditEvent.Kind kind, RepositoryName repository, String subject, String detail) {
        audit.tell(kind, caller.name(), address, Optional.of(repository), subject, detail);
    }

    /** Tells the audit what the caller did that is not about one repository. */
    public void report(AuditEvent.Kind kind, String detail) {
        audit.tell(kind, caller.name(), address, Optional.empty(), "", detail);
    }
}
