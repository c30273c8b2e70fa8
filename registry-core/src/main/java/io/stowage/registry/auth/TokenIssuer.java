package io.stowage.registry.auth;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes tokens, which an {@link Authenticator} of the same registry accepts.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface TokenIssuer {

    /**
     * Makes a token.
     *
     * @throws IOException if it cannot, for want of its keys
     */
    Token issue(TokenGrant grant) throws IOException;

    /** The name of this registry, for which alone the tokens are good. */
    String service();

    /**
     * A token. Its text is a secret and does not print.
     *
     * @param text what the client sends
     * @param issuedAt from when it is good
     * @param validFor how long
     */
    record Token(String text, Instant issuedAt, Duration validFor) {
        @Override
        public String toString() {
            return "Token[text=***, issuedAt=" + issuedAt + ", validFor=" + validFor + "]";
        }
    }
}
