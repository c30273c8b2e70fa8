package io.stowage.token;

/** A token is not good; the message says why, for the client's eyes, and has nothing of its text. */
final class BadTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BadTokenException(String reason) {
        super(reason, null, false, false); // thrown for what strangers send: no time for a stack trace
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
