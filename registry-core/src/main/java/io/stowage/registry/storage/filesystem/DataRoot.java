package io.stowage.registry.storage.filesystem;

import io.stowage.storage.StorageFailedException;
import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data directory, and whether it is still the one that was opened. When its volume is unmounted, an empty directory
 * is left in its place, or none: there every blob seems absent, clients would be told so, and what they push would fill
 * another disk. So an absence is believed, and the tree begun, only after a look at the directory itself.
 *
 * <p>Safe for use by many threads.
 */
final class DataRoot {
    private final Path directory;
    private final Path content;
    /** Device and inode when it was last seen to be the right one. */
    private volatile @Nullable Object identity;
    /** Whether it ever held content: an empty directory can only be replaced by another. */
    private volatile boolean held;

    /** The directory of a layout as it is now. */
    DataRoot(FilesystemLayout layout) {
        this.directory = layout.directory();
        this.content = layout.trunk();
        this.held = Files.exists(content);
        this.identity = identityIfThere();
    }

    Path path() {
        return directory;
    }

    /**
     * Returns if the directory is there, and is the one it was. A volume that was mounted again is recognised by its
     * content, since it may have another device number.
     *
     * @throws StorageFailedException {@link StorageTrouble#UNREACHABLE} if not
     */
    void check() throws IOException {
        Object now;
        try {
            now = identity();
        } catch (IOException e) {
            throw new StorageFailedException(StorageTrouble.UNREACHABLE, "data directory " + directory + " is away", e);
        }
        boolean same = Objects.equals(now, identity);
        if (same && held) {
            return;
        }
        boolean holds = Files.exists(content);
        if (!same && held && !holds) {
            throw new StorageFailedException(
                    StorageTrouble.UNREACHABLE,
                    "data directory " + directory + " was replaced by an empty one: is its volume mounted?");
        }
        held = holds;
        identity = now;
    }

    private @Nullable Object identityIfThere() {
        try {
            return identity();
        } catch (IOException e) {
            return null; // whoever needs it meets the same failure, and can say so
        }
    }

    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    }
}
