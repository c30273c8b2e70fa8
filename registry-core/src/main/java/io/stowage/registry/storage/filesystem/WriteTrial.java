package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tries whether the directory takes bytes, as a push would bring them. */
final class WriteTrial {
    /** More than fits into an inode or into the rest of a block that holds something else. */
    private static final int BYTES = 8 << 10;

    private final FilesystemLayout layout;
    private final DataRoot root;
    private final AtomicFiles files;

    WriteTrial(FilesystemLayout layout, DataRoot root, AtomicFiles files) {
        this.layout = layout;
        this.root = root;
        this.files = files;
    }

    /** Writes a file and removes it. Synced, since some file systems look for the room only then. */
    void run() throws IOException {
        root.check();
        Path trunk = layout.trunk();
        Path draft = FilesystemLayout.temporary(Files.isDirectory(trunk) ? trunk : layout.directory());
        try {
            try (FileChannel channel = files.create(draft, new byte[BYTES])) {
                files.force(channel);
            }
        } catch (IOException e) {
            files.discard(draft, e);
            throw e;
        }
        files.delete(draft);
    }
}
