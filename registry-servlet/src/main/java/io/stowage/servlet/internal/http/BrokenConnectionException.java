package io.stowage.servlet.internal.http;

import java.io.IOException;

/**
 * The connection to the client broke while bytes moved over it. Kept apart from an {@link IOException} of the storage,
 * which is our trouble and not the client's.
 */
public final class BrokenConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The body ended early, as the message tells. */
    public BrokenConnectionException(String message) {
        super(message);
    }

    /** The container failed to move bytes. */
    public BrokenConnectionException(String message, Exception cause) {
        super(message, cause);
    }

    /**
     * What the container threw, which it recognises as a client's disconnection and treats without alarm when it sees it
     * again.
     */
    public IOException original() {
        return getCause() instanceof IOException cause ? cause : this;
    }
}
