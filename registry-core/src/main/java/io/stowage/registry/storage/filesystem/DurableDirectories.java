package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates directories and sees to it that they survive a power cut, and the names in them. A new name is safe once the
 * directory that holds it was synced, so that is done for every level, but not again for those that this process has seen
 * to.
 *
 * <p>Safe for use by many threads: a directory is remembered only after the syncs, so whoever finds it remembered can rely
 * on it, and whoever does not syncs the way to it himself, also if another made it.
 */
final class DurableDirectories {
    private static final int REMEMBERED = 20_000;
    private static final int ATTEMPTS = 5;

    private final DataRoot dataRoot;
    private final Path root;
    private final Optional<SharedSyncs> syncs;
    private final NewEntries entries;
    private final Cache<Path, Boolean> durable =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * Directories below a root, which itself is never created: where it is missing, a volume is not mounted, and nothing is
     * created in what may be its mount point.
     *
     * @param sync whether to sync at all
     */
    DurableDirectories(DataRoot dataRoot, boolean sync, NewEntries entries) {
        this(dataRoot, sync ? Optional.of(SharedSyncs.Medium.OF_THE_SYSTEM) : Optional.empty(), entries);
    }

    /** Directories that are synced by some medium, or not at all. */
    DurableDirectories(DataRoot dataRoot, Optional<SharedSyncs.Medium> medium, NewEntries entries) {
        this.dataRoot = dataRoot;
        this.root = dataRoot.path();
        this.syncs = medium.map(SharedSyncs::new);
        this.entries = entries;
    }

    /** Directories below the root of a layout. */
    DurableDirectories(Path root, boolean sync, NewEntries entries) {
        this(new DataRoot(new FilesystemLayout(root)), sync, entries);
    }

    /** What needs a directory. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /**
     * Runs an action that changes names in a directory, which is there when it begins. When this returns, what the action
     * did to the names is durable, and so is the directory itself.
     *
     * <p>The syncs come last and together: the first writes the file system's journal, and those that follow find little
     * left to do. If the directory is removed under the action (by a collector, or by us when it became empty), it is made
     * anew and the action run again.
     *
     * @throws NoSuchFileException if the action throws it again and again
     */
    void within(Path directory, Action action) throws IOException {
        attempt(directory, () -> {
            action.run();
            settle(directory);
        });
    }

    /**
     * Makes a directory and the names in it durable.
     *
     * @throws NoSuchFileException if it is gone
     */
    void settle(Path directory) throws IOException {
        sync(directory);
        syncNameOf(directory);
    }

    /** Like {@link #settle}, for a directory with one name in it; does nothing if that was done before. */
    void settleUnlessKnown(Path directory) throws IOException {
        if (syncs.isPresent() && durable.getIfPresent(directory) == null) {
            settle(directory);
        }
    }

    /** Like {@link #within}, for what need not survive a power cut or is settled otherwise. */
    void withinVolatile(Path directory, Action action) throws IOException {
        attempt(directory, action);
    }

    /** Makes the names in a directory durable: those that came, those that went, and those that moved. */
    void sync(Path directory) throws IOException {
        if (syncs.isPresent()) {
            syncs.get().sync(directory);
        }
    }

    /** Remembers no longer that a directory is durable: names in it are about to come anew. */
    void forget(Path directory) {
        durable.invalidate(directory);
    }

    /** Removes an empty directory, and remembers it no longer. */
    void remove(Path directory) throws IOException {
        forget(directory);
        Files.delete(directory);
    }

    private void attempt(Path directory, Action action) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                create(directory);
                action.run();
                return;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS || !concerns(e, directory)) {
                    throw e;
                }
                forgetWayTo(directory);
            }
        }
    }

    private void create(Path directory) throws IOException {
        if (directory.equals(root) || durable.getIfPresent(directory) != null) {
            return;
        }
        Path parent = parentOf(directory);
        boolean first = parent.equals(root);
        if (first) {
            dataRoot.check();
        }
        try {
            make(directory);
        } catch (NoSuchFileException e) {
            if (first) {
                throw e;
            }
            create(parent);
            make(directory);
        }
    }

    /** Makes the way to a directory durable. */
    private void syncNameOf(Path directory) throws IOException {
        for (Path path = directory; !path.equals(root) && durable.getIfPresent(path) == null; path = parentOf(path)) {
            sync(parentOf(path));
        }
        // only now: whoever finds a directory remembered relies on all of the way to it
        for (Path path = directory; !path.equals(root) && durable.getIfPresent(path) == null; path = parentOf(path)) {
            durable.put(path, true);
        }
    }

    private void make(Path directory) throws IOException {
        try {
            entries.directory(directory);
        } catch (FileAlreadyExistsException e) {
            checkDirectory(directory);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (StorageTrouble.of(e) == StorageTrouble.OBSTRUCTED || StorageTrouble.of(e) == StorageTrouble.OTHER) {
                throw inTheWay(directory).map(FileSystemException.class::cast).orElse(e);
            }
            throw e;
        }
    }

    private static void checkDirectory(Path path) throws IOException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(path.toString());
            }
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw new NotDirectoryException(path.toString());
            }
            throw e; // removed since, by a delete or a collector
        }
    }

    // That there is a file instead of a directory above is an error without a type or a name.
    private Optional<NotDirectoryException> inTheWay(Path directory) {
        Path path = parentOf(directory);
        while (!path.equals(root) && !Files.exists(path)) {
            path = parentOf(path);
        }
        return Files.isDirectory(path) ? Optional.empty() : Optional.of(new NotDirectoryException(path.toString()));
    }

    // What else an action needs is for whoever called it to make again.
    private static boolean concerns(NoSuchFileException missing, Path directory) {
        return missing.getFile() == null
                || isOnTheWay(missing.getFile(), directory)
                || isOnTheWay(missing.getOtherFile(), directory);
    }

    private static boolean isOnTheWay(@Nullable String missing, Path directory) {
        if (missing == null) {
            return false;
        }
        Path path = directory.getFileSystem().getPath(missing);
        return path.startsWith(directory) || directory.startsWith(path);
    }

    private void forgetWayTo(Path directory) {
        for (Path path = directory; !path.equals(root); path = parentOf(path)) {
            durable.invalidate(path);
        }
    }

    private Path parentOf(Path directory) {
        Path parent = directory.getParent();
        if (parent == null || !directory.startsWith(root)) {
            throw new IllegalArgumentException(directory + " is not below " + root);
        }
        return parent;
    }
}
