package io.stowage.registry.auth;

/** What a caller may do, by token and policy together. */
final class Rights {
    private final AccessPolicy policy;

    Rights(AccessPolicy policy) {
        this.policy = policy;
    }

    Verdict on(Caller caller, Permission permission) {
        Authority authority = caller.authority();
        if (authority instanceof Authority.TrustedToken token) {
            return token.scope().contains(permission) ? Verdict.GRANTED : Verdict.BEYOND_TOKEN;
        }
        if (!policy.allows(caller, permission)) {
            return Verdict.REFUSED;
        }
        return authority instanceof Authority.ScopedToken token
                        && !token.scope().contains(permission)
                ? Verdict.BEYOND_TOKEN
                : Verdict.GRANTED;
    }

    /**
     * Whether the caller may pull for a mount. That is no more than a shorter way to what the caller could do with a
     * second token, so the scope of our own does not count.
     */
    boolean mayMountFrom(Caller caller, Permission pull) {
        return caller.authority() instanceof Authority.TrustedToken token
                ? token.scope().contains(pull)
                : policy.allows(caller, pull);
    }

    /** Whether the catalog, which the caller may ask for, shows a name. Tokens have no word for single names. */
    boolean mayList(Caller caller, Permission list) {
        return caller.authority() instanceof Authority.TrustedToken || policy.allows(caller, list);
    }

    AccessPolicy policy() {
        return policy;
    }

    enum Verdict {
        GRANTED,
        /** Another token would do. */
        BEYOND_TOKEN,
        /** Another caller might. */
        REFUSED
    }
}
