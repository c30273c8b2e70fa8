package io.stowage.registry.storage.filesystem;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
import io.stowage.storage.tck.RegistryStorageContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Looking twice for what is absent, as on NFS, changes no answer. */
class FilesystemStorageWithFreshLookupsTest extends RegistryStorageContract {
    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    @Override
    protected RegistryStorage openEmpty() throws IOException {
        return openAgain();
    }

    @Override
    protected RegistryStorage openAgain() throws IOException {
        return settings(directory).open();
    }

    @Override
    protected FaultyMedium openOnFaultyMedium() throws IOException {
        return StorageOnFaultyDisk.open(directory, this::settings);
    }

    private FilesystemStorage.Builder settings(Path where) {
        return FilesystemStorage.builder(where).sync(false).lookupFreshness(LookupFreshness.ALWAYS);
    }
}
