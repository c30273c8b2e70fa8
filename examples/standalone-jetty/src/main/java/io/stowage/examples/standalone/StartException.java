package io.stowage.examples.standalone;

/** Something outside the program keeps the registry from starting; the message is the one line that the user sees. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the one line. */
    public StartException(String message) {
        super(message);
    }

    /** With the one line, and what it comes from. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
