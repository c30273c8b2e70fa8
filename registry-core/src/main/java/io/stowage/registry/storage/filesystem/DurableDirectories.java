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
    /** Directories that are durable, as the names in them were, with the number of failed syncs that there had been. */
    private final Cache<Path, Integer> durable =
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
     * anew and the action run again; so it is if another's sync of it failed meanwhile, which may have lost the names.
     *
     * @param action must write names anew, and take none for good that is there already, where {@link #isDoubtful}
     * @throws NoSuchFileException if the action throws it again and again
     */
    void within(Path directory, Action action) throws IOException {
        within(directory, action, Action::run);
    }

    /** Like {@link #within(Path, Action)}, for names that nobody sees before something else has shown the way to them. */
    void within(Path directory, Action action, Publication publication) throws IOException {
        attempt(directory, () -> {
            int failures = failures(directory);
            action.run();
            publication.publish(() -> settle(directory, failures));
        });
    }

    /**
     * Makes a directory durable, and the name in it. Does nothing if that was done before.
     *
     * @throws NamesInDoubtException if the directory is doubtful
     * @throws NoSuchFileException if it is gone
     */
    void settleUnlessKnown(Path directory) throws IOException {
        if (syncs.isPresent() && !isKnown(directory)) {
            checkNoneFailed(directory, 0); // since nobody knows how old the name is
            settle(directory, 0);
        }
    }

    /**
     * Whether a sync of a directory has failed in this process: then it is not enough to sync what is there already, which
     * the kernel may have dropped.
     */
    boolean isDoubtful(Path directory) {
        return failures(directory) > 0;
    }

    /** How many syncs of a directory have failed. */
    int failures(Path directory) {
        return syncs.map(shared -> shared.failures(directory)).orElse(0);
    }

    /** Makes a directory doubtful: a file in it could not be synced. */
    void distrust(Path directory) {
        syncs.ifPresent(shared -> shared.distrust(directory));
    }

    /**
     * Makes it durable that names went from a directory, which may have gone since.
     *
     * @param failures how many syncs had failed before the names went
     * @throws NamesInDoubtException if there were more since
     */
    void syncRemoval(Path directory, int failures) throws IOException {
        Path path = directory;
        while (true) {
            try {
                sync(path);
                break;
            } catch (NoSuchFileException e) {
                if (path.equals(root)) {
                    throw e;
                }
                path = parentOf(path); // removed by another, who need not have synced anything
            }
        }
        checkNoneFailed(directory, failures);
    }

    /** Like {@link #within}, for what need not survive a power cut or is settled otherwise. */
    void withinVolatile(Path directory, Action action) throws IOException {
        attempt(directory, action);
    }

    /**
     * Makes the names in a directory durable, those that came, those that went, and those that moved, if none is older than
     * the last failure.
     */
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
            } catch (NamesInDoubtException e) {
                if (attempt == ATTEMPTS || !e.directory().equals(directory)) {
                    throw e;
                }
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

    /** Makes a directory durable, and names that are younger than a number of failed syncs. */
    private void settle(Path directory, int failures) throws IOException {
        sync(directory);
        checkNoneFailed(directory, failures);
        for (Path path = directory; !path.equals(root) && !isKnown(path); path = parentOf(path)) {
            sync(parentOf(path));
        }
        // only now: whoever finds a directory remembered relies on all of the way to it
        for (Path path = directory; !path.equals(root) && !isKnown(path); path = parentOf(path)) {
            durable.put(path, path.equals(directory) ? failures : failures(path));
        }
    }

    private void checkNoneFailed(Path directory, int failures) throws NamesInDoubtException {
        if (failures(directory) != failures) {
            throw new NamesInDoubtException(directory);
        }
    }

    private boolean isKnown(Path directory) {
        Integer failures = durable.getIfPresent(directory);
        return failures != null && failures == failures(directory);
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
        if (FilesystemLayout.isTemporary(path) && path.getParent() != null) {
            path = path.getParent(); // which went, or was replaced: a draft of one level of the way lies beside that
        }
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
