package io.stowage.registry.storage.memory;

import io.stowage.storage.BlobStore;
import io.stowage.storage.Inspection;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RepositoryCatalog;
import io.stowage.storage.SupportsInspection;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import io.stowage.storage.TagStore;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.time.Duration;

/**
 * A storage that keeps everything in the heap and forgets it with its last instance; for tests and demonstrations.
 *
 * <p>It keeps every promise of {@link RegistryStorage} but to outlive the process. Safe for use by many threads. An
 * upload that has no room fails with an {@link OutOfMemoryError}, so let nobody push to it whom you do not trust.
 */
public final class InMemoryStorage implements RegistryStorage, SupportsSweep, SupportsInspection {
    private final MemoryData data;
    private final BlobStore blobs;
    private final UploadStore uploads;
    private final ManifestStore manifests;
    private final TagStore tags;
    private final RepositoryCatalog repositories;
    private final Inspection inspection;
    private volatile boolean closed;

    private InMemoryStorage(MemoryData data) {
        this.data = data;
        OpenCheck openCheck = this::requireOpen;
        blobs = new MemoryBlobStore(data, openCheck);
        uploads = new MemoryUploadStore(data, openCheck);
        manifests = new MemoryManifestStore(data, openCheck);
        tags = new MemoryTagStore(data, openCheck);
        repositories = new MemoryCatalog(data, openCheck);
        inspection = new MemoryInspection(data, openCheck);
    }

    /** A storage without content. */
    public static InMemoryStorage create() {
        return new InMemoryStorage(new MemoryData());
    }

    /** Another instance over the same data, as if from another machine; also after this one was closed. */
    public InMemoryStorage openAnother() {
        return new InMemoryStorage(data);
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public UploadStore uploads() {
        return uploads;
    }

    @Override
    public ManifestStore manifests() {
        return manifests;
    }

    @Override
    public TagStore tags() {
        return tags;
    }

    @Override
    public RepositoryCatalog repositories() {
        return repositories;
    }

    @Override
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public Sweep sweep(Duration grace) throws IOException {
        requireOpen();
        return new MemorySweep(data, grace, false);
    }

    @Override
    public Sweep rehearseSweep(Duration grace) throws IOException {
        requireOpen();
        return new MemorySweep(data, grace, true);
    }

    @Override
    public void check() throws IOException {
        requireOpen();
    }

    /** Closes this instance: whatever is called through it afterwards fails with an {@link IOException}. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the storage was closed");
        }
    }
}
