package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.Inventory;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import io.stowage.storage.SweepUnderWayException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A sweep of the heap. Blobs are shared by reference, so the bytes go with the last repository that has them. */
final class MemorySweep implements Sweep {
    private final MemoryData data;
    private final Instant startedAt;
    private final Duration grace;
    private final boolean rehearsal;
    private SweepReport.Tally freed = SweepReport.Tally.NOTHING;
    private SweepReport.Tally aside = SweepReport.Tally.NOTHING;
    private SweepReport.Tally young = SweepReport.Tally.NOTHING;
    private SweepReport.Tally waiting = SweepReport.Tally.NOTHING;
    private Optional<Instant> nextRemoval = Optional.empty();
    private long broughtBack;
    private long blobsVisited;
    private boolean closed;

    MemorySweep(MemoryData data, Duration grace, boolean rehearsal) throws IOException {
        this.data = data;
        this.grace = grace;
        this.rehearsal = rehearsal;
        synchronized (data) {
            if (data.swept && !rehearsal) {
                throw new SweepUnderWayException("another collector is at work on this storage");
            }
            data.swept |= !rehearsal;
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
    public Inventory inventory(RepositoryName repository) {
        synchronized (data) {
            MemoryData.Repository content = data.look(repository);
            return new Inventory(
                    digests(content.manifests.there().keySet()),
                    digests(content.manifests.aside().keySet()),
                    Set.copyOf(content.tags.values()),
                    List.of());
        }
    }

    private static Set<Digest> digests(Set<String> keys) {
        return keys.stream().map(Digest::parse).collect(Collectors.toSet());
    }

    @Override
    public Optional<StoredManifest> manifest(RepositoryName repository, Digest digest) {
        synchronized (data) {
            return data.look(repository).manifests.peek(digest);
        }
    }

    @Override
    public Optional<Instant> putAt(RepositoryName repository, Digest manifest) {
        synchronized (data) {
            return data.look(repository).manifests.putAt(manifest);
        }
    }

    @Override
    public void retain(
            RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs, Predicate<Digest> named) {
        synchronized (data) {
            MemoryData.Repository content = data.look(repository);
            blobsVisited += content.blobs.there().size();
            countManifests(sweep(content.manifests, manifests, named));
            countBlobs(sweep(content.blobs, blobs, named));
        }
    }

    private <T> Shelf.Swept<T> sweep(Shelf<T> shelf, Predicate<Digest> wanted, Predicate<Digest> claimed) {
        Predicate<String> needed = key -> wanted.test(Digest.parse(key));
        Predicate<String> named = key -> claimed.test(Digest.parse(key));
        Shelf.Swept<T> swept =
                rehearsal ? shelf.rehearse(needed, startedAt, grace) : shelf.sweep(needed, named, startedAt, grace);
        broughtBack += swept.broughtBack();
        swept.waiting().values().stream()
                .filter(until -> nextRemoval.isEmpty() || until.isBefore(nextRemoval.get()))
                .min(Comparator.naturalOrder())
                .ifPresent(until -> nextRemoval = Optional.of(until));
        return swept;
    }

    private void countManifests(Shelf.Swept<StoredManifest> swept) {
        freed = freed.plus(new SweepReport.Tally(swept.freed().size(), 0, 0, 0));
        aside = aside.plus(new SweepReport.Tally(swept.aside().size(), 0, 0, 0));
        young = young.plus(new SweepReport.Tally(swept.young().size(), 0, 0, 0));
        waiting = waiting.plus(new SweepReport.Tally(swept.waiting().size(), 0, 0, 0));
    }

    private void countBlobs(Shelf.Swept<HeapBytes> swept) {
        long bytes = swept.freed().stream().mapToLong(HeapBytes::size).sum();
        freed = freed.plus(
                new SweepReport.Tally(0, swept.freed().size(), swept.freed().size(), bytes));
        aside = aside.plus(new SweepReport.Tally(0, swept.aside().size(), 0, 0));
        young = young.plus(new SweepReport.Tally(0, swept.young().size(), 0, 0));
        waiting = waiting.plus(new SweepReport.Tally(0, swept.waiting().size(), 0, 0));
    }

    @Override
    public SweepReport finish(Progress progress) throws IOException {
        close();
        progress.at(blobsVisited, freed.bytes());
        return new SweepReport(freed, aside, young, waiting, nextRemoval, broughtBack, 0, List.of());
    }

    @Override
    public void close() {
        synchronized (data) {
            if (!closed) {
                closed = true;
                data.swept &= rehearsal;
            }
        }
    }
}
