package io.stowage.registry.storage.filesystem;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
import io.stowage.storage.tck.RegistryStorageContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The storage as it comes. */
class FilesystemStorageTest extends RegistryStorageContract {
    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    @Override
    protected RegistryStorage openEmpty() throws IOException {
        return openAgain();
    }

    @Override
    protected RegistryStorage openAgain() throws IOException {
        return FilesystemStorage.builder(directory).open();
    }

    @Override
    protected FaultyMedium openOnFaultyMedium() throws IOException {
        return StorageOnFaultyDisk.open(directory, FilesystemStorage::builder);
    }
}
