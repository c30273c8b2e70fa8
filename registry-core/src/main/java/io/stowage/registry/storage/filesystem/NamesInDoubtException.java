package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A sync of a directory failed after names were written there. The kernel may have dropped them, whatever it says of the
 * next sync: they are durable only when they were written anew.
 */
final class NamesInDoubtException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path directory;

    NamesInDoubtException(Path directory) {
        super(directory + " could not be synced, so what was just written there may be lost");
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }
}
