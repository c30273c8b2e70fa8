package io.stowage.registry.storage.filesystem;

import io.stowage.registry.testing.FakeTime;
import io.stowage.registry.testing.nfs.NfsClient;
import io.stowage.registry.testing.nfs.NfsServer;
import io.stowage.registry.testing.nfs.NfsVersion;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.tck.FaultyMedium;
import io.stowage.storage.tck.RegistryStorageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * The storage on a directory that two NFS clients have mounted: each instance is on the other one than that before it, and
 * on one of them modes are set, so that directories come into being by renaming. No time passes, so that what a client
 * remembers it believes to the end.
 */
class FilesystemStorageOnNfsTest extends RegistryStorageContract {
    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    private final Deque<FilesystemStorage.Builder> instances = new ArrayDeque<>();

    @Override
    protected RegistryStorage openEmpty() throws IOException {
        NfsServer server = new NfsServer(directory, NfsVersion.V3, new FakeTime());
        NfsClient first = server.mount();
        NfsClient second = server.mount();
        instances.clear();
        instances.addAll(List.of(
                FilesystemStorage.builder(first.root()),
                FilesystemStorage.builder(second.root())
                        .directoryMode(FileMode.parse("2770"))
                        .fileMode(FileMode.parse("0660"))));
        return openAgain();
    }

    @Override
    protected RegistryStorage openAgain() throws IOException {
        FilesystemStorage.Builder next = instances.remove();
        instances.add(next);
        return next.open();
    }

    /** On a disk of its own: what goes wrong on NFS is in {@link NfsFaultsTest}. */
    @Override
    protected FaultyMedium openOnFaultyMedium() throws IOException {
        return StorageOnFaultyDisk.open(
                directory, where -> FilesystemStorage.builder(where).lookupFreshness(LookupFreshness.ALWAYS));
    }
}
