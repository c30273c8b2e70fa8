package io.stowage.registry.storage.filesystem;

import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What a sweep does with files. */
class CollectedFiles extends SweptFiles {
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final long startedNanos = System.nanoTime();
    private boolean saidFull;

    CollectedFiles(
            SweepCount count,
            SweepLease lease,
            Duration grace,
            FreshLookups lookups,
            Aside aside,
            AtomicFiles files,
            DurableDirectories directories) {
        super(count, lease, grace, lookups, aside);
        this.aside = aside;
        this.files = files;
        this.directories = directories;
    }

    @Override
    boolean leaves(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException {
        try {
            aside.put(file);
        } catch (IOException e) {
            return leavesAtOnce(file, claim, kind, size, e);
        }
        if (aside.attributes(file).filter(moved -> !isOld(moved)).isPresent()) {
            aside.bringBack(file); // written again between the look at it and the move
            count.young.add(kind, size);
            return true;
        }
        count.aside.add(kind, size);
        count.waits(kind, size, now().plus(grace));
        return true;
    }

    /**
     * Where nobody is there to ask for it, a full disk need not keep what no manifest names: what is put aside needs a place
     * there.
     */
    private boolean leavesAtOnce(Path file, Claim claim, SweepCount.Kind kind, long size, IOException failure)
            throws IOException {
        if (grace.isZero() && claim == Claim.NONE && !(failure instanceof NoSuchFileException)) {
            try {
                files.delete(file);
                count.freed.add(kind, size);
                return false;
            } catch (FileSystemException e) {
                failure.addSuppressed(e);
            }
        }
        keep(file, failure);
        return true;
    }

    /** A full disk is told of once: what is aside already is removed all the same, and makes room for the next run. */
    private void keep(Path file, IOException failure) throws IOException {
        if (StorageTrouble.of(failure) == StorageTrouble.FULL) {
            if (!saidFull) {
                saidFull = true;
                count.kept("what would be put aside, because there is no room to do it: collect again when there is");
            }
        } else if (failure instanceof FileSystemException) {
            count.kept(file + ", which cannot be put aside: " + failure);
        } else {
            throw failure; // not about this file
        }
    }

    @Override
    boolean waits(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException {
        Optional<Instant> since = aside.since(file);
        if (claim == Claim.NONE && isDue(since) && aside.remove(file, since.get())) {
            count.freed.add(kind, size);
            return false;
        }
        count.waits(kind, size, since.orElse(now()).plus(grace));
        return true;
    }

    @Override
    void dropDouble(Path file) throws IOException {
        Optional<Instant> since = aside.since(file);
        if (since.isPresent()) {
            aside.remove(file, since.get());
        }
    }

    private boolean isDue(Optional<Instant> since) {
        return since.isPresent()
                && since.get().isBefore(startedAt)
                && !since.get().plus(grace).isAfter(startedAt);
    }

    @Override
    void bringBack(Path file) throws IOException {
        aside.bringBack(file);
    }

    @Override
    void delete(Path file) throws IOException {
        files.delete(file);
    }

    @Override
    void prune(Path directory) {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return; // somebody's way to another disk, or a foreign file, which would be removed as well
            }
            directories.remove(directory);
        } catch (IOException e) {
            Objects.requireNonNull(e); // not empty, or not there: as it should be
        }
    }

    /** By the storage's clock, as well as it is known. */
    private Instant now() {
        return startedAt.plusNanos(System.nanoTime() - startedNanos);
    }
}
