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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Looks for files and directories, and does not believe an absence that a cache may have made up.
 *
 * <p>An NFS client that found a name absent once answers so again, without asking, for up to a minute after another
 * machine created it; opening the directory that holds the name makes it ask. So what is not found is looked for once
 * more after the directories above it were opened, from the nearest one that exists down, since each of them can be
 * wrongly absent in the same way.
 *
 * <p>Nor is an absence believed when the data directory itself is away ({@link DataRoot}).
 *
 * <p>Files are opened rather than asked for their attributes: what another machine removed or replaced is seen by
 * {@code open} at once, by {@code stat} only after seconds.
 */
final class FreshLookups {
    private final DataRoot dataRoot;
    private final Path root;
    private final boolean lookAgain;

    /** Looks below the root of a layout. */
    FreshLookups(Path root, boolean lookAgain) {
        this(new DataRoot(new FilesystemLayout(root)), lookAgain);
    }

    FreshLookups(DataRoot dataRoot, boolean lookAgain) {
        this.dataRoot = dataRoot;
        this.root = dataRoot.path();
        this.lookAgain = lookAgain;
    }

    /** Opens a file for reading; empty if there is none, also when something else has the name of one of its parents. */
    Optional<FileChannel> open(Path file) throws IOException {
        try {
            return Optional.of(FileChannel.open(file, READ));
        } catch (NoSuchFileException e) {
            if (!lookAgain || !refreshAbove(file)) {
                return absent();
            }
        } catch (FileSystemException e) {
            return absentOrThrow(file, e);
        }
        try {
            return Optional.of(FileChannel.open(file, READ));
        } catch (NoSuchFileException e) {
            return absent();
        } catch (FileSystemException e) {
            return absentOrThrow(file, e);
        }
    }

    /**
     * Reads a small file whole.
     *
     * @return its bytes; empty if there is none, or it is a directory, or larger than the limit
     */
    Optional<byte[]> read(Path file, int limit) throws IOException {
        Optional<FileChannel> found = open(file);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = found.get()) {
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
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The names in a directory, in no order; none if there is no such directory. */
    List<String> names(Path directory) throws IOException {
        try {
            return list(directory);
        } catch (NoSuchFileException e) {
            if (!lookAgain || !refreshAbove(directory)) {
                dataRoot.check();
                return List.of();
            }
        } catch (NotDirectoryException e) {
            return List.of();
        } catch (FileSystemException e) {
            absentOrThrow(directory, e);
            return List.of();
        }
        try {
            return list(directory);
        } catch (NoSuchFileException | NotDirectoryException e) {
            dataRoot.check();
            return List.of();
        }
    }

    /** When names last came to a directory or went from it; empty if there is no such directory. */
    Optional<FileTime> changed(Path directory) throws IOException {
        // opening is what makes an NFS client ask for the attributes of now
        if (lookAgain && !tryRefresh(directory) && !(refreshAbove(directory) && tryRefresh(directory))) {
            return absent();
        }
        try {
            return Optional.of(Files.getLastModifiedTime(directory));
        } catch (NoSuchFileException e) {
            return absent();
        } catch (FileSystemException e) {
            return absentOrThrow(directory, e);
        }
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

    @SuppressWarnings("StreamResourceLeak") // it is closed; that it was opened is all that is wanted
    private static boolean tryRefresh(Path directory) throws IOException {
        try {
            Files.newDirectoryStream(directory).close();
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
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
