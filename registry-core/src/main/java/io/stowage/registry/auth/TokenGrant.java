package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a token is to say.
 *
 * @param caller the name of who it is for; empty for the anonymous caller
 * @param groups those of the caller's groups that the policy asks about
 * @param access what it is good for; may be less than was asked for, also nothing
 */
public record TokenGrant(String caller, Set<String> groups, Set<Permission> access) {
    /** Copies the sets. */
    public TokenGrant {
        requireNonNull(caller, "caller is null");
        groups = Set.copyOf(groups);
        access = Set.copyOf(access);
    }
}
