package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What an {@link Authenticator} makes of credentials. */
public sealed interface Authentication {

    /**
     * They are right.
     *
     * @param caller whose they are
     */
    record Accepted(Caller caller) implements Authentication {
        /** Checks that it is given. */
        public Accepted {
            requireNonNull(caller, "caller is null");
        }
    }

    /**
     * They are wrong.
     *
     * @param user whom they claim to be, for the audit; empty if that cannot be told
     * @param reason what is wrong, for the client's eyes: it tells neither secrets nor whether a user exists
     */
    record Rejected(String user, String reason) implements Authentication {
        /** Checks that both are given. */
        public Rejected {
            requireNonNull(user, "user is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /**
     * Too much was tried with such credentials; these were not looked at.
     *
     * @param user whom they claim to be
     * @param delay when to try again
     */
    record Deferred(String user, Duration delay) implements Authentication {
        /** Checks that both are given. */
        public Deferred {
            requireNonNull(user, "user is null");
            requireNonNull(delay, "delay is null");
        }
    }

    /** They are not of the kind that this authenticator checks, or not by whom it knows: another may. */
    record NotMine() implements Authentication {}
}
