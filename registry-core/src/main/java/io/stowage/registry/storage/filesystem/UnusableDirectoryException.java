package io.stowage.registry.storage.filesystem;

import static java.util.Objects.requireNonNull;

import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Something that serving a directory needs was tried there and failed. The cause is what the system said.
 */
public final class UnusableDirectoryException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String attempt;

    UnusableDirectoryException(Path place, String attempt, IOException cause) {
        super(place.toString(), null, "cannot " + attempt + ": " + reason(cause));
        initCause(cause);
        this.place = place.toString();
        this.attempt = attempt;
    }

    /** The directory in which it was tried. */
    public Path place() {
        return Path.of(place);
    }

    /** What was tried, as words that go after "cannot": {@code create a directory}. */
    public String attempt() {
        return attempt;
    }

    /** What the system said. */
    @Override
    public synchronized IOException getCause() {
        return (IOException) requireNonNull(super.getCause(), "there is a cause");
    }

    /** Whether it would do without a mode or a group that was set for new entries. */
    public boolean isAboutSettings() {
        return getCause() instanceof SettingRefusedException;
    }

    /** Whether it failed for want of room, or because nothing may be written: then content can be served nevertheless. */
    public boolean canStillBeRead() {
        StorageTrouble trouble = StorageTrouble.of(getCause());
        return trouble == StorageTrouble.FULL || trouble == StorageTrouble.READ_ONLY;
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied"; // for which the JDK has a type, and no words
        }
        if (cause instanceof NotDirectoryException) {
            return "it is none";
        }
        String reason = cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
        return reason == null ? cause.toString() : reason;
    }
}
