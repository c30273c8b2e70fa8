package io.stowage.registry.usage;

import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StorageUsageOnDiskTest extends StorageUsageCases {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    RegistryStorage open() throws IOException {
        return FilesystemStorage.builder(directory).sync(false).open();
    }
}
