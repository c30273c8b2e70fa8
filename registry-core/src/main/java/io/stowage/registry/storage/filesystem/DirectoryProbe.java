package io.stowage.registry.storage.filesystem;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries in a data directory what serving from it needs, since permission bits do not tell of read-only mounts, squashed
 * roots and file systems that know no modes. It leaves nothing behind, and may run beside serving instances.
 */
final class DirectoryProbe {
    private final FilesystemLayout layout;
    private final NewEntries entries;
    private final boolean sync;

    DirectoryProbe(Path directory, NewEntries entries, boolean sync) {
        this.layout = new FilesystemLayout(directory);
        this.entries = entries;
        this.sync = sync;
    }

    /** Tries whether new entries can have the modes and the group that are set. */
    void trySettings() throws UnusableDirectoryException {
        for (Path place : places()) {
            Path draft = FilesystemLayout.temporary(place);
            Path file = draft.resolve("file");
            try {
                make(place, draft);
                create(place, file);
            } finally {
                leave(file, draft);
            }
        }
    }

    /** Tries everything. */
    ProbedDirectory tryAll() throws UnusableDirectoryException {
        boolean hardLinks = true;
        for (Path place : places()) {
            hardLinks &= tryAll(place);
        }
        return new ProbedDirectory(hardLinks);
    }

    private boolean tryAll(Path place) throws UnusableDirectoryException {
        Path draft = FilesystemLayout.temporary(place);
        Path file = draft.resolve("file");
        Path other = draft.resolve("other");
        Path link = draft.resolve("link");
        try {
            make(place, draft);
            create(place, file);
            create(place, other);
            attempt(place, "replace a file by renaming", () -> Files.move(file, other, ATOMIC_MOVE));
            boolean linked = canLink(other, link);
            attempt(place, "sync a directory", () -> sync(draft));
            attempt(place, "remove a file", () -> Files.delete(other));
            return linked;
        } finally {
            leave(link, other, file, draft);
        }
    }

    private void make(Path place, Path draft) throws UnusableDirectoryException {
        attempt(place, "create a directory", () -> {
            entries.directory(draft);
            entries.check(draft);
        });
    }

    private void create(Path place, Path file) throws UnusableDirectoryException {
        attempt(place, "create and write a file", () -> {
            try (FileChannel channel = entries.file(file)) {
                entries.check(file);
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        });
    }

    private static boolean canLink(Path file, Path name) {
        try {
            Files.createLink(name, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // exFAT, some FUSE and SMB mounts
        }
    }

    private void sync(Path directory) throws IOException {
        new DurableDirectories(directory, sync, entries).sync(directory);
    }

    private static void leave(Path... made) {
        for (Path path : made) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // what failed before is more to the point, and the collector knows temporary names
            }
        }
    }

    /** The directories that exist and will get new entries, each usable as one. */
    private Set<Path> places() throws UnusableDirectoryException {
        Set<Path> places = new LinkedHashSet<>();
        for (List<Path> way : layout.ways()) {
            Path deepest = layout.directory();
            for (Path step : way) {
                if (!Files.exists(step)) {
                    break;
                }
                checkUsable(step);
                deepest = step;
            }
            places.add(deepest);
        }
        return places;
    }

    private static void checkUsable(Path directory) throws UnusableDirectoryException {
        attempt(directory, "keep files", () -> {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        });
        attempt(
                directory,
                "list files",
                () -> directory.getFileSystem().provider().checkAccess(directory, AccessMode.READ, AccessMode.EXECUTE));
    }

    private static void attempt(Path place, String what, DurableDirectories.Action action)
            throws UnusableDirectoryException {
        try {
            action.run();
        } catch (UnsupportedOperationException e) {
            throw new UnusableDirectoryException(place, what, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new UnusableDirectoryException(place, what, e);
        }
    }
}
