package io.stowage.registry.auth;

import java.util.Set;

/** Where the rights of a caller come from. */
public sealed interface Authority {

    /** From the policy alone. */
    record Policy() implements Authority {}

    /**
     * From the policy, and no further than a token goes that this registry gave out. To take a right from the policy
     * ends it for tokens that are already out.
     *
     * @param scope what the token is for
     */
    record ScopedToken(Set<Permission> scope) implements Authority {
        /** Copies the scope. */
        public ScopedToken {
            scope = Set.copyOf(scope);
        }
    }

    /**
     * From a token of somebody who is trusted to decide; the policy is not asked.
     *
     * @param scope what the token is for
     */
    record TrustedToken(Set<Permission> scope) implements Authority {
        /** Copies the scope. */
        public TrustedToken {
            scope = Set.copyOf(scope);
        }
    }
}
