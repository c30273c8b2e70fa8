package io.stowage.registry.storage.filesystem;

import io.stowage.registry.internal.DigestSet;
import io.stowage.storage.Sweep;
import java.io.IOException;
import java.time.Duration;

/** Begins sweeps. */
final class FilesystemSweeps {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final RepositoryTree tree;
    private final TagIndex tagIndex;
    private final ManifestFiles manifests;

    FilesystemSweeps(
            FilesystemLayout layout,
            FreshLookups lookups,
            Links links,
            Aside aside,
            AtomicFiles files,
            DurableDirectories directories,
            RepositoryTree tree,
            TagIndex tagIndex,
            ManifestFiles manifests) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.aside = aside;
        this.files = files;
        this.directories = directories;
        this.tree = tree;
        this.tagIndex = tagIndex;
        this.manifests = manifests;
    }

    Sweep begin(Duration grace) throws IOException {
        SweepLease lease = lease();
        lease.take();
        SweepCount count = new SweepCount();
        return sweep(lease, count, new CollectedFiles(count, lease, grace, lookups, aside, files, directories));
    }

    Sweep beginAlone() throws IOException {
        SweepLease lease = lease();
        lease.take();
        SweepCount count = new SweepCount();
        return sweep(lease, count, new RemovedFiles(count, lease, lookups, aside, files, directories));
    }

    Sweep rehearse(Duration grace) throws IOException {
        SweepLease lease = lease();
        lease.pretend();
        SweepCount count = new SweepCount();
        return sweep(lease, count, new RehearsedFiles(count, lease, grace, lookups, aside));
    }

    private SweepLease lease() {
        return new SweepLease(layout, lookups, files, directories);
    }

    private FilesystemSweep sweep(SweepLease lease, SweepCount count, SweptFiles swept) {
        DigestSet held = new DigestSet();
        return new FilesystemSweep(
                layout,
                tree,
                lease,
                count,
                new RepositoryInventory(layout, lookups, links),
                manifests,
                new Aliases(layout),
                new AsideSweep(layout, lookups, swept),
                new RepositorySweep(
                        layout,
                        lookups,
                        swept,
                        new EntrySweep(layout, lookups, links, aside, files, swept),
                        new TagIndexSweep(layout, lookups, tagIndex, swept),
                        new HeldBytes(links, held)),
                new BlobSweep(layout, lookups, swept, held));
    }
}
