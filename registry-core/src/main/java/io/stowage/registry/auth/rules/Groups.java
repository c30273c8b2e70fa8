package io.stowage.registry.auth.rules;

import io.stowage.registry.auth.Caller;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who is in which group by the word of the rules. A caller may be in the same or other groups by the word of whoever knows
 * them; both count.
 *
 * @param members the names of users, by group
 */
record Groups(Map<String, Set<String>> members) {

    Groups {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        members.forEach((group, users) -> copy.put(group, Collections.unmodifiableSet(new LinkedHashSet<>(users))));
        members = Collections.unmodifiableMap(copy);
    }

    boolean cover(Callers callers, Caller caller) {
        if (callers instanceof Callers.Anonymous) {
            return true;
        }
        if (caller.isAnonymous()) {
            return false;
        }
        if (callers instanceof Callers.User user) {
            return user.name().equals(caller.name());
        }
        return !(callers instanceof Callers.Group group)
                || members.getOrDefault(group.name(), Set.of()).contains(caller.name())
                || caller.isIn(group.name());
    }
}
