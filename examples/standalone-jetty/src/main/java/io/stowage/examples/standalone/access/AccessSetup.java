package io.stowage.examples.standalone.access;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.AuditLog;
import io.stowage.registry.auth.Authenticator;
import java.util.List;

/**
 * Who may do what in a registry.
 *
 * @param authenticators who finds out who a client is; none if nobody can log in
 * @param policy what callers may do
 * @param note the same in one line, for the user
 */
public record AccessSetup(List<Authenticator> authenticators, AccessPolicy policy, String note) {
    /** Copies the list. */
    public AccessSetup {
        authenticators = List.copyOf(authenticators);
        requireNonNull(policy, "policy is null");
        requireNonNull(note, "note is null");
    }

    /** Makes it that of a registry, with an audit in the log. */
    public Registry.Builder applyTo(Registry.Builder registry) {
        return registry.authenticators(authenticators.toArray(Authenticator[]::new))
                .accessPolicy(policy)
                .auditListener(new AuditLog());
    }
}
