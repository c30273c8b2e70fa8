package io.stowage.registry.auth;

/** The policies that need no rules. */
public final class AccessPolicies {
    private static final AccessPolicy ALLOW_ALL = (caller, permission) -> true;
    private static final AccessPolicy AUTHENTICATED = (caller, permission) -> !caller.isAnonymous();
    private static final AccessPolicy ANONYMOUS_PULL =
            (caller, permission) -> !caller.isAnonymous() || reads(permission);
    private static final AccessPolicy READ_ONLY = (caller, permission) -> reads(permission);

    private AccessPolicies() {}

    /** Everybody may do everything. */
    public static AccessPolicy allowAll() {
        return ALLOW_ALL;
    }

    /** Every user may do everything, the anonymous caller nothing. */
    public static AccessPolicy authenticated() {
        return AUTHENTICATED;
    }

    /** Everybody may pull and list, every user may do everything. */
    public static AccessPolicy anonymousPull() {
        return ANONYMOUS_PULL;
    }

    /** Everybody may pull and list, nobody may do more. */
    public static AccessPolicy readOnly() {
        return READ_ONLY;
    }

    private static boolean reads(Permission permission) {
        if (permission instanceof Permission.OnRepository some) {
            return some.action() == Action.PULL || some.action() == Action.LIST;
        }
        return true;
    }
}
