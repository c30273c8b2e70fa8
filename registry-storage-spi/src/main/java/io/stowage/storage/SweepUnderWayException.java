package io.stowage.storage;

import java.io.IOException;

/** A sweep cannot begin, because another is under way on the same data. Nothing is wrong, and nothing was changed. */
public final class SweepUnderWayException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a message that says whose sweep it is, as far as that is known. */
    public SweepUnderWayException(String message) {
        super(message);
    }
}
