package io.stowage.examples.standalone;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be used, in words for people who never saw a class of Java. */
public final class Reason {
    static final String DENIED = "permission denied";

    private Reason() {}

    /** The reason, as the end of a sentence. */
    public static String of(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return DENIED;
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof NotDirectoryException other) {
            return other.getFile() + " is not a directory";
        }
        String reason = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        if (reason == null || reason.isEmpty()) {
            return failure instanceof FileSystemException known && known.getFile() != null
                    ? "input or output failed at " + known.getFile()
                    : "input or output failed";
        }
        return Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
