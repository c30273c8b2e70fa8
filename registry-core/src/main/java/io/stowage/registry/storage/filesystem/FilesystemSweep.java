package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.Inventory;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** A sweep of the directory: links of repositories first, then bytes that no link is left for. */
final class FilesystemSweep implements Sweep {
    private final FilesystemLayout layout;
    private final RepositoryTree tree;
    private final SweepLease lease;
    private final SweepCount count;
    private final RepositoryInventory inventories;
    private final ManifestFiles manifestFiles;
    private final Aliases aliases;
    private final AsideSweep asideSweep;
    private final RepositorySweep repositories;
    private final BlobSweep blobSweep;
    private long visited;
    private long retained;
    private boolean allVisited;
    private boolean closed;

    FilesystemSweep(
            FilesystemLayout layout,
            RepositoryTree tree,
            SweepLease lease,
            SweepCount count,
            RepositoryInventory inventories,
            ManifestFiles manifestFiles,
            Aliases aliases,
            AsideSweep asideSweep,
            RepositorySweep repositories,
            BlobSweep blobSweep) {
        this.layout = layout;
        this.tree = tree;
        this.lease = lease;
        this.count = count;
        this.inventories = inventories;
        this.manifestFiles = manifestFiles;
        this.aliases = aliases;
        this.asideSweep = asideSweep;
        this.repositories = repositories;
        this.blobSweep = blobSweep;
    }

    @Override
    public Instant startedAt() {
        return lease.startedAt();
    }

    @Override
    public void visitRepositories(Visitor visitor) throws IOException {
        if (!Files.isDirectory(layout.repositories()) && Files.exists(layout.blobs())) {
            // A volume is not mounted: then all blobs would look free.
            throw new IOException("there is no directory " + layout.repositories());
        }
        tree.walkAll(
                repository -> {
                    aliases.note(repository);
                    return true;
                },
                unreadable -> {});
        tree.walkAll(
                repository -> {
                    lease.refresh();
                    if (repositories.mayHaveContent(repository)) {
                        visited++;
                        visitor.visit(repository);
                    } else {
                        repositories.prune(repository);
                    }
                    return true;
                },
                unreadable -> {
                    visited++; // and never retained
                    count.kept("all blobs, because " + unreadable + " cannot be looked into");
                });
        allVisited = true;
    }

    @Override
    public Inventory inventory(RepositoryName repository) throws IOException {
        return inventories.of(repository);
    }

    @Override
    public Optional<StoredManifest> manifest(RepositoryName repository, Digest digest) throws IOException {
        lease.refresh();
        return manifestFiles.peek(digest);
    }

    @Override
    public Optional<Instant> putAt(RepositoryName repository, Digest manifest) throws IOException {
        return inventories.putAt(repository, manifest);
    }

    @Override
    public void retain(
            RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs, Predicate<Digest> named)
            throws IOException {
        if (aliases.isAlias(repository)) {
            // What is put aside is known by one name, and by the other nobody would find it.
            count.kept("links of repository " + repository + ", which is reached by a symbolic link");
            repositories.hold(repository);
        } else {
            repositories.sweep(
                    repository, digest -> Claim.on(digest, manifests, named), digest -> Claim.on(digest, blobs, named));
        }
        retained++;
    }

    @Override
    public SweepReport finish(Progress progress) throws IOException {
        try {
            if (allVisited && retained == visited) {
                blobSweep.sweep(progress);
            } else {
                count.kept("all blobs: " + retained + " of " + visited + " repositories could be read");
            }
            asideSweep.sweep();
            return count.report();
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            lease.release();
        }
    }
}
