package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a sweep does with files while nobody else uses the directory: what is not needed goes at once, since nobody is there
 * to ask for it.
 *
 * <p>A power cut must not bring back a manifest whose blobs are gone. So what points to something is gone for good before
 * that goes.
 */
final class RemovedFiles extends CollectedFiles {
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    /** Where names went, and that was not synced. */
    private final Set<Path> changed = new HashSet<>();

    RemovedFiles(
            SweepCount count,
            SweepLease lease,
            FreshLookups lookups,
            Aside aside,
            AtomicFiles files,
            DurableDirectories directories) {
        super(count, lease, Duration.ZERO, lookups, aside, files, directories);
        this.aside = aside;
        this.files = files;
        this.directories = directories;
    }

    @Override
    boolean leaves(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException {
        if (claim != Claim.NONE) {
            return super.leaves(file, claim, kind, size);
        }
        try {
            files.delete(file);
        } catch (FileSystemException e) {
            count.kept(file + ", which cannot be removed: " + e);
            return true;
        }
        count.freed.add(kind, size);
        if (kind != SweepCount.Kind.BLOB) {
            changed.add(parentOf(file));
        }
        return false;
    }

    @Override
    boolean waits(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException {
        boolean stays = super.waits(file, claim, kind, size);
        if (!stays && kind != SweepCount.Kind.BLOB) {
            changed.add(parentOf(aside.place(file)));
        }
        return stays;
    }

    @Override
    Claim afterItsManifests(Claim claim) {
        return claim == Claim.NEEDED ? claim : Claim.NONE; // and they are gone for good
    }

    @Override
    void prune(Path directory) {
        super.prune(directory);
        if (changed.contains(directory) && !Files.exists(directory)) {
            changed.remove(directory);
            changed.add(parentOf(directory));
        }
    }

    @Override
    void makeDurable() throws IOException {
        for (Path directory : changed) {
            Path there = directory;
            while (!Files.exists(there)) {
                there = parentOf(there);
            }
            directories.sync(there);
        }
        changed.clear();
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "path has no parent");
    }
}
