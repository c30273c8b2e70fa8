package io.stowage.registry.auth;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds out who a client is. Several stand side by side, and the first that accepts is believed.
 *
 * <p>Implementations are safe for use by many threads. {@link #authenticate} is called for every request: what is slow
 * on purpose, such as bcrypt, should be remembered.
 */
public interface Authenticator {

    /**
     * Checks credentials. It is asked about {@link Credentials.Basic}, {@link Credentials.Bearer} and
     * {@link Credentials.ClientCertificate} only.
     *
     * @return the verdict; {@link Authentication.NotMine} for credentials of a kind that it does not check
     * @throws IOException if it cannot tell, for want of a file or a server; the request fails with a 5xx
     */
    Authentication authenticate(LoginAttempt attempt) throws IOException;

    /** What clients are told to come with, without scope and error; empty for what clients bring unasked. */
    Optional<Challenge> challenge();
}
