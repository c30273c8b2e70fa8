package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** A sweep of the directory: links of repositories first, then bytes that no link is left for. */
final class FilesystemSweep implements Sweep {
    private final FilesystemLayout layout;
    private final RepositoryTree tree;
    private final SweepLease lease;
    private final SweepCount count;
    private final RepositorySweep repositories;
    private final BlobSweep blobs;
    private long visited;
    private long retained;
    private boolean allVisited;
    private boolean closed;

    FilesystemSweep(
            FilesystemLayout layout,
            RepositoryTree tree,
            SweepLease lease,
            SweepCount count,
            RepositorySweep repositories,
            BlobSweep blobs) {
        this.layout = layout;
        this.tree = tree;
        this.lease = lease;
        this.count = count;
        this.repositories = repositories;
        this.blobs = blobs;
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
    public Optional<Instant> putAt(RepositoryName repository, Digest manifest) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(layout.revisionLink(repository, manifest))
                    .toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void retain(RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> needed)
            throws IOException {
        repositories.sweep(repository, manifests, needed);
        retained++;
    }

    @Override
    public SweepReport finish(Progress progress) throws IOException {
        try {
            if (allVisited && retained == visited) {
                blobs.sweep(progress);
            } else {
                count.kept("all blobs: " + retained + " of " + visited + " repositories could be read");
            }
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
