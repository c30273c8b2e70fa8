package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.FilesystemStorage;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code stowage serve} that say how the data is kept. */
final class StorageOptions {
    @Mixin
    private final ModeOptions modes = new ModeOptions();

    @Option(
            names = "--sync",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether what is pushed survives a power cut. On by default; for a throw-away registry "
                    + "--no-sync is faster.")
    private boolean sync;

    /** The storage in a directory, as the flags have it. */
    FilesystemStorage.Builder storage(Path directory) {
        FilesystemStorage.Builder storage = FilesystemStorage.builder(directory).sync(sync);
        modes.apply(storage);
        return storage;
    }

    /** The flags about modes. */
    ModeOptions modes() {
        return modes;
    }
}
