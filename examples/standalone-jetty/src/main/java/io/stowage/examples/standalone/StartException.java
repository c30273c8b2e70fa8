package io.stowage.examples.standalone;

/** Something outside the program keeps the registry from starting; the message is the one line that the user sees. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
