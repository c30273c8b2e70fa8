package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A sweep of the heap. Blobs are shared by reference, so the bytes go with the last repository that has them. */
final class MemorySweep implements Sweep {
    private final MemoryData data;
    private final Instant startedAt;
    private final Duration grace;
    private final boolean rehearsal;
    private long manifestsFreed;
    private long linksFreed;
    private long bytesFreed;
    private long manifestsAside;
    private long linksAside;
    private long broughtBack;
    private boolean closed;

    MemorySweep(MemoryData data, Duration grace, boolean rehearsal) throws IOException {
        this.data = data;
        this.grace = grace;
        this.rehearsal = rehearsal;
        synchronized (data) {
            if (data.swept) {
                throw new IOException("another collector is at work on this storage");
            }
            data.swept = true;
            this.startedAt = data.now();
        }
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public void visitRepositories(Visitor visitor) throws IOException {
        List<String> names;
        synchronized (data) {
            names = List.copyOf(data.repositories.keySet());
        }
        for (String name : names) {
            visitor.visit(RepositoryName.parse(name));
        }
    }

    @Override
    public Optional<Instant> putAt(RepositoryName repository, Digest manifest) {
        synchronized (data) {
            return data.look(repository).manifests.putAt(manifest);
        }
    }

    @Override
    public void retain(RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs) {
        synchronized (data) {
            MemoryData.Repository content = data.look(repository);
            Shelf.Swept<StoredManifest> sweptManifests =
                    content.manifests.sweep(key -> manifests.test(Digest.parse(key)), startedAt, grace, rehearsal);
            Shelf.Swept<HeapBytes> sweptBlobs =
                    content.blobs.sweep(key -> blobs.test(Digest.parse(key)), startedAt, grace, rehearsal);
            manifestsFreed += sweptManifests.freed().size();
            manifestsAside += sweptManifests.aside().size();
            linksFreed += sweptBlobs.freed().size();
            linksAside += sweptBlobs.aside().size();
            bytesFreed += sweptBlobs.freed().stream().mapToLong(HeapBytes::size).sum();
            broughtBack += sweptManifests.broughtBack() + sweptBlobs.broughtBack();
        }
    }

    @Override
    public SweepReport finish() {
        close();
        return new SweepReport(
                new SweepReport.Tally(manifestsFreed, linksFreed, linksFreed, bytesFreed),
                new SweepReport.Tally(manifestsAside, linksAside, 0, 0),
                broughtBack,
                0,
                List.of());
    }

    @Override
    public void close() {
        synchronized (data) {
            if (!closed) {
                closed = true;
                data.swept = false;
            }
        }
    }
}
