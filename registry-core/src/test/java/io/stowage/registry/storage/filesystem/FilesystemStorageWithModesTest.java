package io.stowage.registry.storage.filesystem;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
import io.stowage.storage.tck.RegistryStorageContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The storage with modes and a group of its own, for which directories take another way to their names. */
class FilesystemStorageWithModesTest extends RegistryStorageContract {
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

    private FilesystemStorage.Builder settings(Path where) throws IOException {
        return FilesystemStorage.builder(where)
                .directoryMode(FileMode.parse("2770"))
                .fileMode(FileMode.parse("0660"))
                .group(String.valueOf(Files.getAttribute(directory, "unix:gid")));
    }
}
