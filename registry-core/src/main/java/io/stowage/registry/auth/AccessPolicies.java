package io.stowage.registry.auth;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** What any of some policies allows. */
    public static AccessPolicy anyOf(AccessPolicy... policies) {
        return new AnyOf(List.of(policies));
    }

    private record AnyOf(List<AccessPolicy> policies) implements AccessPolicy {
        @Override
        public boolean allows(Caller caller, Permission permission) {
            for (AccessPolicy policy : policies) {
                if (policy.allows(caller, permission)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Set<String> groups() {
            return policies.stream()
                    .flatMap(policy -> policy.groups().stream())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static boolean reads(Permission permission) {
        if (permission instanceof Permission.OnRepository some) {
            return some.action() == Action.PULL || some.action() == Action.LIST;
        }
        return true;
    }
}
