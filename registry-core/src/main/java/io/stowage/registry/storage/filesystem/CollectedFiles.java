package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What a sweep does with files. */
final class CollectedFiles extends SweptFiles {
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final long startedNanos = System.nanoTime();

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
    boolean leaves(Path file, SweepCount.Kind kind, long size) throws IOException {
        aside.put(file);
        count.aside.add(kind, size);
        count.waits(kind, size, now().plus(grace));
        return true;
    }

    @Override
    boolean waits(Path file, SweepCount.Kind kind, long size) throws IOException {
        Optional<Instant> since = aside.since(file);
        boolean due = since.isPresent()
                && since.get().isBefore(startedAt)
                && !since.get().plus(grace).isAfter(startedAt);
        if (due && aside.remove(file, since.get())) {
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
            if (Files.isSymbolicLink(directory)) {
                return; // somebody's way to another disk
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
