package io.stowage.registry.testing.faults;

/** What a file system is asked to do, one system call or so. */
public enum Step {
    OPEN,
    READ,
    LIST,
    ATTRIBUTES,
    CREATE,
    WRITE,
    FORCE,
    CLOSE,
    MAKE_DIRECTORY,
    LINK,
    RENAME,
    SET_ATTRIBUTES,
    REMOVE;

    /** Whether it needs room on the disk, or may: a new block, inode or entry. */
    public boolean needsRoom() {
        return switch (this) {
            case CREATE, WRITE, FORCE, CLOSE, MAKE_DIRECTORY, LINK, RENAME -> true;
            case OPEN, READ, LIST, ATTRIBUTES, SET_ATTRIBUTES, REMOVE -> false;
        };
    }

    /** Whether it changes anything. */
    public boolean changes() {
        return needsRoom() || this == SET_ATTRIBUTES || this == REMOVE;
    }
}
