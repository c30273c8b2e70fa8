package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What sweeps to the end would do with files: what is not needed counts as gone, so that what hangs on it counts too. */
final class RehearsedFiles extends SweptFiles {
    private final Aside aside;

    RehearsedFiles(SweepCount count, SweepLease lease, Duration grace, FreshLookups lookups, Aside aside) {
        super(count, lease, grace, lookups, aside);
        this.aside = aside;
    }

    @Override
    boolean leaves(Path file, Claim claim, SweepCount.Kind kind, long size) {
        count.freed.add(kind, size);
        return false;
    }

    @Override
    boolean waits(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException {
        count.freed.add(kind, size);
        count.waits(kind, size, aside.noted(file).orElse(startedAt).plus(grace));
        return false;
    }

    @Override
    void dropDouble(Path file) {}

    @Override
    void bringBack(Path file) {}

    @Override
    void delete(Path file) {}

    @Override
    void prune(Path directory) {}
}
