package io.stowage.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * A storage failed, and knows why. Storages may throw it where the exception at hand does not tell by itself
 * ({@link StorageTrouble#of}).
 */
public final class StorageFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final StorageTrouble trouble;

    /**
     * The storage is in trouble.
     *
     * @param message what happened, for the log; it may name places
     */
    public StorageFailedException(StorageTrouble trouble, String message) {
        super(message);
        this.trouble = requireNonNull(trouble, "trouble is null");
    }

    /** The storage is in trouble, which showed in another exception. */
    public StorageFailedException(StorageTrouble trouble, String message, Throwable cause) {
        super(message, cause);
        this.trouble = requireNonNull(trouble, "trouble is null");
    }

    /** What the trouble is. */
    public StorageTrouble trouble() {
        return trouble;
    }
}
