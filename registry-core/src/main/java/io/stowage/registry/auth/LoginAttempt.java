package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

/**
 * Credentials, and where they came from.
 *
 * @param credentials what was shown
 * @param address the client's network address as text, for the audit and to slow down guessing; behind a proxy the
 *     address that the proxy tells, if it is trusted
 */
public record LoginAttempt(Credentials credentials, String address) {
    /** Checks that both are given. */
    public LoginAttempt {
        requireNonNull(credentials, "credentials is null");
        requireNonNull(address, "address is null");
    }
}
