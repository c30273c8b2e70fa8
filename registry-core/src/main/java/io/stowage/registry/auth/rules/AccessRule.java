package io.stowage.registry.auth.rules;

import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Caller;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the table.
 *
 * @param repositories any of these
 * @param callers any of these
 * @param actions all of these, at least one
 * @param line where it stands in its file, from 1; 0 if it was made in code
 */
record AccessRule(List<RepositoryPattern> repositories, List<Callers> callers, Set<Action> actions, int line) {
    private static final Set<Action> ALL = EnumSet.allOf(Action.class);

    AccessRule {
        repositories = List.copyOf(repositories);
        callers = List.copyOf(callers);
        actions = Collections.unmodifiableSet(EnumSet.copyOf(actions));
        if (callers.contains(Callers.anonymous()) && repositories.stream().anyMatch(RepositoryPattern::namesUser)) {
            throw new IllegalArgumentException(
                    RepositoryPattern.USER + " has no meaning for anonymous, who has no name; write users");
        }
    }

    boolean isFor(RepositoryPattern.Target target, String user) {
        for (RepositoryPattern pattern : repositories) {
            if (pattern.matches(target, user)) {
                return true;
            }
        }
        return false;
    }

    /** As whom the rule lets a caller in; empty if it does not. */
    Optional<Callers> through(Caller caller, Groups groups) {
        for (Callers each : callers) {
            if (groups.cover(each, caller)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The three columns. */
    List<String> columns() {
        return List.of(joined(repositories), joined(callers), actions.equals(ALL) ? ActionsText.ALL : joined(actions));
    }

    @Override
    public String toString() {
        return String.join("  ", columns());
    }

    private static String joined(Iterable<?> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.length() == 0 ? "" : ",").append(value);
        }
        return text.toString();
    }
}
