package io.stowage.storage;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Why a storage fails, as far as it matters to who waits for an answer and to who has to mend it. */
public enum StorageTrouble {
    /** No room: the disk is full, has no more files to give, or a quota is used up. What is stored can be read. */
    FULL,
    /** Nothing can be written, only read. */
    READ_ONLY,
    /** The medium is away: not mounted, moved, or behind a network that does not answer. Nothing is known to be lost. */
    UNREACHABLE,
    /** The process or the machine has no more open files or memory to give; it passes. */
    OVERLOADED,
    /** The medium is damaged, as a whole or in a place. */
    DAMAGED,
    /** The account may not use a part of the storage. */
    FORBIDDEN,
    /** Something foreign lies where the storage needs a place. */
    OBSTRUCTED,
    /** None of these, or not known. */
    OTHER;

    // By their words, for want of types: the JDK has none for most of them. They are those of Linux, in English;
    // without
    // the translations of libc, which containers and servers lack, it has no others.
    private static final Map<String, StorageTrouble> BY_WORDS = Map.ofEntries(
            entry("no space left", FULL), // also when there is room but no inode
            entry("quota exceeded", FULL),
            entry("read-only file system", READ_ONLY),
            entry("stale file handle", UNREACHABLE),
            entry("stale nfs file handle", UNREACHABLE),
            entry("transport endpoint is not connected", UNREACHABLE), // FUSE whose process died
            entry("host is down", UNREACHABLE), // CIFS
            entry("no route to host", UNREACHABLE),
            entry("connection timed out", UNREACHABLE), // NFS mounted soft
            entry("no such device", UNREACHABLE),
            entry("too many open files", OVERLOADED),
            entry("cannot allocate memory", OVERLOADED),
            entry("input/output error", DAMAGED),
            entry("structure needs cleaning", DAMAGED),
            entry("not a directory", OBSTRUCTED),
            entry("is a directory", OBSTRUCTED));

    /**
     * What a failure tells of: a {@link StorageFailedException} what it was made for, and an exception of the JDK's files
     * what its type or its words say. Causes are looked at too, the outermost first.
     *
     * @return {@link #OTHER} if nothing can be told
     */
    public static StorageTrouble of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            Optional<StorageTrouble> known = known(t);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return OTHER;
    }

    private static Optional<StorageTrouble> known(Throwable failure) {
        if (failure instanceof StorageFailedException typed) {
            return Optional.of(typed.trouble());
        }
        if (failure instanceof AccessDeniedException) {
            return Optional.of(FORBIDDEN);
        }
        if (failure instanceof NotDirectoryException) {
            return Optional.of(OBSTRUCTED);
        }
        String message = failure.getMessage();
        if (!(failure instanceof IOException) || message == null) {
            return Optional.empty();
        }
        String told = message.toLowerCase(Locale.ROOT);
        return BY_WORDS.entrySet().stream()
                .filter(words -> told.contains(words.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
