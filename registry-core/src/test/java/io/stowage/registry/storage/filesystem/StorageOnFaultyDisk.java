package io.stowage.registry.storage.filesystem;

import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
import java.io.IOException;
import java.nio.file.Path;

/** A storage in a directory each of whose system calls can be made to fail. */
record StorageOnFaultyDisk(FaultyDisk disk, RegistryStorage storage) implements FaultyMedium {

    /** How the storage is set up. */
    @FunctionalInterface
    interface Settings {
        FilesystemStorage.Builder of(Path directory) throws IOException;
    }

    static StorageOnFaultyDisk open(Path directory, Settings settings) throws IOException {
        FaultyDisk disk = new FaultyDisk(directory);
        return new StorageOnFaultyDisk(disk, settings.of(disk.directory()).open());
    }

    @Override
    public void failOnceAfter(int steps) {
        disk.failOnceAfter(steps, FaultyDisk.DAMAGED, step -> true);
    }

    @Override
    public void failAfter(int steps) {
        disk.failAfter(steps, FaultyDisk.DAMAGED, step -> true);
    }

    @Override
    public boolean mend() {
        return disk.mend();
    }
}
