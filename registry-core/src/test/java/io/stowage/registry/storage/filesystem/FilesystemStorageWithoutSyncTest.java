package io.stowage.registry.storage.filesystem;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.RegistryStorageContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Without syncs, nothing may change but what a power cut leaves. */
class FilesystemStorageWithoutSyncTest extends RegistryStorageContract {
    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    @Override
    protected RegistryStorage openEmpty() throws IOException {
        return openAgain();
    }

    @Override
    protected RegistryStorage openAgain() throws IOException {
        return FilesystemStorage.builder(directory).sync(false).open();
    }
}
