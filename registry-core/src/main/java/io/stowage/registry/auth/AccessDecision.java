package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** What the {@link Gatekeeper} says to a request. */
public sealed interface AccessDecision {

    /**
     * Come in.
     *
     * @param access what the caller may do inside
     */
    record Allowed(Access access) implements AccessDecision {
        /** Checks that it is given. */
        public Allowed {
            requireNonNull(access, "access is null");
        }
    }

    /**
     * The caller is known and may not; to log in again would not help.
     *
     * @param caller who asked
     * @param permission what is lacking
     */
    record Denied(Caller caller, Permission permission) implements AccessDecision {
        /** Checks that both are given. */
        public Denied {
            requireNonNull(caller, "caller is null");
            requireNonNull(permission, "permission is null");
        }
    }

    /**
     * Come back with credentials, or with better ones.
     *
     * @param challenges at least one, in the order of preference
     * @param reason why, for people
     */
    record LoginRequired(List<Challenge> challenges, String reason) implements AccessDecision {
        /** Copies the challenges. */
        public LoginRequired {
            challenges = List.copyOf(challenges);
            requireNonNull(reason, "reason is null");
        }
    }

    /**
     * Too many wrong passwords; come back later.
     *
     * @param delay how much later
     */
    record TryLater(Duration delay) implements AccessDecision {
        /** Checks that it is given. */
        public TryLater {
            requireNonNull(delay, "delay is null");
        }
    }
}
