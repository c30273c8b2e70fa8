package io.stowage.registry.auth.rules;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.auth.Action;
import java.util.Optional;

/**
 * Whether a caller may do something with a repository, and why.
 *
 * @param action what
 * @param grant the first rule that allows it; empty if none does, and it is refused
 */
public record Explanation(Action action, Optional<Grant> grant) {
    /** Checks that both are given. */
    public Explanation {
        requireNonNull(action, "action is null");
        requireNonNull(grant, "grant is null");
    }

    /**
     * A rule that allows something.
     *
     * @param line where it stands in its file, from 1; 0 if it was made in code
     * @param rule its text, with two spaces between the columns
     * @param through which of the rule's callers the caller is
     */
    public record Grant(int line, String rule, Callers through) {
        /** Checks that everything is given. */
        public Grant {
            requireNonNull(rule, "rule is null");
            requireNonNull(through, "through is null");
        }
    }
}
