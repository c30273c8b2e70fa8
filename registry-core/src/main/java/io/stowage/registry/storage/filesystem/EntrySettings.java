package io.stowage.registry.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The modes and the group that files and directories are to have; what is not set is left to the umask and the system.
 *
 * @param group a name or a number
 */
record EntrySettings(Optional<FileMode> directoryMode, Optional<FileMode> fileMode, Optional<String> group) {
    private static final int OWNER_ALL = 0700;
    private static final int OWNER_READ_WRITE = 0600;
    private static final int SETGID_AND_PERMISSIONS = 02777;
    private static final int READ_WRITE = 0666;

    /** Nothing is set. */
    static final EntrySettings NONE = new EntrySettings(Optional.empty(), Optional.empty(), Optional.empty());

    EntrySettings withDirectoryMode(FileMode mode) {
        requireNonNull(mode, "mode is null");
        // A sticky directory would keep one account from replacing what another wrote.
        if (!mode.has(OWNER_ALL) || mode.without(SETGID_AND_PERMISSIONS).bits() != 0) {
            throw new IllegalArgumentException("directory mode " + mode
                    + " will not do: the owner needs 0700, and 2000 (setgid) is all there may be beside permissions");
        }
        return new EntrySettings(Optional.of(mode), fileMode, group);
    }

    EntrySettings withFileMode(FileMode mode) {
        requireNonNull(mode, "mode is null");
        if (!mode.has(OWNER_READ_WRITE) || mode.without(READ_WRITE).bits() != 0) {
            throw new IllegalArgumentException("file mode " + mode
                    + " will not do: the owner needs 0600, and only reading and writing can be allowed");
        }
        return new EntrySettings(directoryMode, Optional.of(mode), group);
    }

    EntrySettings withGroup(String name) {
        requireNonNull(name, "name is null");
        if (name.isBlank() || name.startsWith("-")) {
            throw new IllegalArgumentException("'" + name + "' is neither the name nor the number of a group");
        }
        return new EntrySettings(directoryMode, fileMode, Optional.of(name));
    }

    boolean isNone() {
        return directoryMode.isEmpty() && fileMode.isEmpty() && group.isEmpty();
    }

    /** What makes entries of this kind in a directory, which need not exist. */
    NewEntries entries(Path directory) throws IOException {
        if (isNone()) {
            return new NewEntries();
        }
        Optional<OwningGroup> owner =
                group.isPresent() ? Optional.of(OwningGroup.find(group.get(), directory)) : Optional.empty();
        return new ExactEntries(directoryMode, fileMode, owner);
    }
}
