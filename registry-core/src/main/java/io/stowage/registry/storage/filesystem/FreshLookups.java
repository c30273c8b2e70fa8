package io.stowage.registry.storage.filesystem;

import static java.nio.file.StandardOpenOption.READ;

import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks for files and directories, and does not believe what a cache may have made up.
 *
 * <p>An NFS client that found a name absent once answers so again, without asking, for up to a minute after another
 * machine created it; and one that found a file goes on opening that very file by its old name after another machine
 * gave it a new one, or replaced it. Opening the directory that holds the name makes it ask. So on NFS the directories
 * above a name are opened before it is looked for, from the nearest one that exists down, since each of them can be
 * wrongly absent in the same way.
 *
 * <p>Nor is an absence believed when the data directory itself is away ({@link DataRoot}).
 *
 * <p>Files are opened rather than asked for their attributes: what another machine removed is seen by {@code open} at
 * once, by {@code stat} only after seconds.
 */
final class FreshLookups {
    private static final int LOOKS = 10;
    /** How often a file may be replaced under a reader's hands: at once first, then with a pause for each. */
    private static final int TRIES = 30;

    private static final int TRIES_AT_ONCE = 3;
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** What an NFS client calls files that were removed or replaced while it had them open. */
    private static final String REPLACED = ".nfs";

    private final DataRoot dataRoot;
    private final Path root;
    private final boolean pastCaches;

    /** Looks below the root of a layout. */
    FreshLookups(Path root, boolean pastCaches) {
        this(new DataRoot(new FilesystemLayout(root)), pastCaches);
    }

    FreshLookups(DataRoot dataRoot, boolean pastCaches) {
        this.dataRoot = dataRoot;
        this.root = dataRoot.path();
        this.pastCaches = pastCaches;
    }

    /** Whether what is remembered of files, on this machine, is not to be relied on. */
    boolean arePastCaches() {
        return pastCaches;
    }

    /** Looks something up. */
    @FunctionalInterface
    private interface Look<T> {
        T run() throws IOException;
    }

    /** Opens a file for reading; empty if there is none, also when something else has the name of one of its parents. */
    Optional<FileChannel> open(Path file) throws IOException {
        return look(file, () -> FileChannel.open(file, READ));
    }

    /**
     * Reads a small file whole.
     *
     * @return its bytes; empty if there is none, or it is a directory, or larger than the limit
     */
    Optional<byte[]> read(Path file, int limit) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<FileChannel> found = open(file);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (FileChannel channel = found.get()) {
                return content(channel, limit);
            } catch (IOException e) {
                if (Files.isDirectory(file)) {
                    return Optional.empty();
                }
                if (!pastCaches || attempt == TRIES) { // else it may have been replaced: NFS 3 keeps no open file
                    throw e;
                }
                pauseAfter(attempt);
            }
        }
    }

    /** The names in a directory, in no order; none if there is no such directory. */
    List<String> names(Path directory) throws IOException {
        try {
            return look(directory, () -> list(directory)).orElse(List.of());
        } catch (NotDirectoryException e) {
            return List.of();
        }
    }

    /** What is said of a file or directory: of the one that has the name now, but perhaps as it was some seconds ago. */
    Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        return look(path, () -> Files.readAttributes(path, BasicFileAttributes.class));
    }

    /** When names last came to a directory or went from it; empty if there is no such directory. */
    Optional<FileTime> changed(Path directory) throws IOException {
        return look(directory, () -> {
            if (pastCaches) {
                tryRefresh(directory); // opening is what makes an NFS client ask for the attributes of now
            }
            return Files.getLastModifiedTime(directory);
        });
    }

    /** Lets an NFS client forget what it knows of the names in the directory of a path. */
    void refresh(Path path) throws IOException {
        if (pastCaches) {
            refreshAbove(path);
        }
    }

    private <T> Optional<T> look(Path path, Look<T> look) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (pastCaches && !path.equals(root) && !refreshAbove(path)) {
                    return absent();
                }
                return Optional.of(look.run());
            } catch (NoSuchFileException e) {
                if (!pastCaches || attempt == LOOKS || !isBeingReplaced(path)) {
                    return absent();
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (NotDirectoryException | AccessDeniedException e) {
                return absentOrThrow(path, e);
            } catch (FileSystemException e) {
                // A stale handle has no exception of its own, and its text is in the system's language.
                if (!pastCaches || attempt >= TRIES) {
                    return absentOrThrow(path, e);
                }
                pauseAfter(attempt);
            }
        }
    }

    private static void pauseAfter(int attempt) {
        if (attempt >= TRIES_AT_ONCE) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Whether this is a file that an NFS client keeps only for those who have it open. */
    static boolean isHiddenByNfs(Path file) {
        return String.valueOf(file.getFileName()).startsWith(REPLACED);
    }

    /**
     * Whether a name may be absent only for a moment: an NFS client that renames a file over one that it has open first
     * renames that out of the way, to a name of its own that lasts until the file is closed. So where there is such a name,
     * or one of a file that is about to be renamed, or by now the name itself, it is worth looking again.
     */
    private static boolean isBeingReplaced(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory == null) {
            return false;
        }
        String name = String.valueOf(path.getFileName());
        try {
            return list(directory).stream()
                    .anyMatch(other ->
                            other.startsWith(REPLACED) || FilesystemLayout.isTemporary(other) || other.equals(name));
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            return false;
        } catch (FileSystemException e) {
            return true;
        }
    }

    private static Optional<byte[]> content(FileChannel channel, int limit) throws IOException {
        long size = channel.size();
        if (size > limit) {
            return Optional.empty();
        }
        // one more than it should be, to see the end
        ByteBuffer buffer = ByteBuffer.allocate((int) size + 1);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        if (!buffer.hasRemaining()) {
            return Optional.empty(); // grew while it was read: nothing of ours does
        }
        byte[] content = new byte[buffer.position()];
        buffer.flip().get(content);
        return Optional.of(content);
    }

    /**
     * Whether a path cannot be looked at because something foreign is in the way, rather than because the medium is in
     * trouble: a file where a directory should be, a symbolic link that leads nowhere, a directory that is not for us.
     */
    boolean isForeign(Path path, FileSystemException failure) {
        if (failure instanceof NoSuchFileException
                || failure instanceof NotDirectoryException
                || failure instanceof AccessDeniedException) {
            return true;
        }
        for (Path above = path; above != null && !above.equals(root); above = above.getParent()) {
            if (Files.isSymbolicLink(above)) {
                return true;
            }
        }
        return isBelowFile(path);
    }

    /** For who found a thing gone that was there: returns if the directory with everything in it is not gone too. */
    void checkRoot() throws IOException {
        dataRoot.check();
    }

    private <T> Optional<T> absent() throws IOException {
        dataRoot.check();
        return Optional.empty();
    }

    private <T> Optional<T> absentOrThrow(Path path, FileSystemException failure) throws FileSystemException {
        // "not a directory" has no exception of its own here
        if (isBelowFile(path)) {
            return Optional.empty();
        }
        throw failure;
    }

    private boolean isBelowFile(Path path) {
        for (Path above = path.getParent(); above != null && !above.equals(root); above = above.getParent()) {
            try {
                Optional<BasicFileAttributes> found = Kinds.attributes(above);
                if (found.isPresent()) {
                    return !found.get().isDirectory();
                }
            } catch (IOException e) {
                if (StorageTrouble.of(e) != StorageTrouble.OBSTRUCTED) {
                    return false; // who knows; then the failure that made us look is told
                }
            }
        }
        return false;
    }

    /** Opens the directories above a path from the nearest existing one down; false if one of them is really absent. */
    private boolean refreshAbove(Path path) throws IOException {
        Deque<Path> absent = new ArrayDeque<>();
        Path directory = path.getParent();
        while (directory != null && !tryRefresh(directory)) {
            if (directory.equals(root)) {
                return false;
            }
            absent.push(directory);
            directory = directory.getParent();
        }
        while (!absent.isEmpty()) {
            if (!tryRefresh(absent.pop())) {
                return false;
            }
        }
        return true;
    }

    /** Opens a directory, so that an NFS client looks again for the names in it; false if there is none. */
    @SuppressWarnings("StreamResourceLeak") // it is closed; that it was opened is all that is wanted
    static boolean tryRefresh(Path directory) throws IOException {
        try {
            Files.newDirectoryStream(directory).close();
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true; // what is in it may be for us all the same
        }
    }

    private static List<String> list(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
