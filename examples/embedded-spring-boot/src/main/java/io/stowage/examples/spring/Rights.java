package io.stowage.examples.spring;

import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;

/**
 * Who may do what in the registry, by the application's roles: everybody pulls, developers push, operators delete; what
 * is under {@code internal/} is for developers' eyes only.
 */
final class Rights implements AccessPolicy {

    // A group is what HttpServletRequest.isUserInRole calls a role: DEVELOPER, where Spring says ROLE_DEVELOPER inside.
    @Override
    public boolean allows(Caller caller, Permission permission) {
        if (permission instanceof Permission.OnRepository some) {
            boolean internal = some.repository().toString().startsWith("internal/");
            return switch (some.action()) {
                case PULL, LIST -> !internal || caller.isIn("DEVELOPER");
                case PUSH -> caller.isIn("DEVELOPER");
                case DELETE -> caller.isIn("OPERATOR");
            };
        }
        return true; // the catalog, which shows to each caller what that caller may list
    }
}
