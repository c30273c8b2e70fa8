package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stowage.storage.StorageTrouble;
import io.stowage.storage.SweepUnderWayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that is there while somebody sweeps, so that two do not do the same work. No lock: it is believed for some
 * minutes after its last sign of life, and nothing is lost when two sweep at once. Its times are those of the file system,
 * on whose clock alone the ages of files can be measured; the clocks of the instances may differ.
 */
final class SweepLease {
    private static final Duration BELIEVED = Duration.ofMinutes(10);
    private static final Duration REFRESHED = Duration.ofMinutes(1);
    private static final int LONGEST = 512;
    private static final int ATTEMPTS = 3;

    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final Path file;
    private final SweepOwner owner = SweepOwner.here();
    private Instant startedAt = Instant.EPOCH;
    private long refreshedNanos = System.nanoTime();
    private boolean held;

    SweepLease(FilesystemLayout layout, FreshLookups lookups, AtomicFiles files, DurableDirectories directories) {
        this.lookups = lookups;
        this.files = files;
        this.directories = directories;
        this.file = layout.sweeper();
    }

    /**
     * Begins.
     *
     * @throws SweepUnderWayException if another sweeps
     */
    void take() throws IOException {
        try {
            directories.withinVolatile(directory(), this::create);
            held = true;
            startedAt = Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            // When it is needed most. Two that sweep at once may do the same work, and no harm.
            startedAt = before(e);
        }
    }

    /** Begins without taking anything, for a sweep that does nothing. */
    void pretend() throws IOException {
        try {
            directories.withinVolatile(directory(), () -> startedAt = now());
        } catch (IOException e) {
            startedAt = before(e);
        }
    }

    /** When it began. */
    Instant startedAt() {
        return startedAt;
    }

    /** Says from time to time that the sweep goes on. Cheap: to be called for every file. */
    void refresh() throws IOException {
        if (held && System.nanoTime() - refreshedNanos > REFRESHED.toNanos()) {
            refreshedNanos = System.nanoTime();
            if (!isOwn()) {
                held = false;
                throw new SweepUnderWayException("another collector took over this directory");
            }
            try {
                files.writeVolatile(file, text());
            } catch (IOException e) {
                if (StorageTrouble.of(e) != StorageTrouble.FULL) {
                    throw e;
                }
                // as when it could not be taken
            }
        }
    }

    /** Ends. */
    void release() throws IOException {
        if (held && isOwn()) {
            files.delete(file);
        }
        held = false;
    }

    private void create() throws IOException {
        for (int attempt = 1; ; attempt++) {
            if (place()) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw underWay("");
            }
            takeAway();
        }
    }

    // Under another name first: on a full disk half of it would be left, which is believed for a while.
    private boolean place() throws IOException {
        Path draft = FilesystemLayout.temporary(directory());
        try {
            files.createOwn(draft, text());
            return files.link(draft, file);
        } finally {
            files.delete(draft);
        }
    }

    /** Removes the file of a sweep that is over though nobody said so. */
    private void takeAway() throws IOException {
        Optional<byte[]> seen = lookups.read(file, LONGEST);
        if (seen.isEmpty()) {
            return; // ended this moment
        }
        Optional<SweepOwner> other = SweepOwner.tryParse(new String(seen.get(), US_ASCII));
        if (other.isEmpty() || !other.get().hasEnded()) {
            Instant at;
            try {
                at = Files.getLastModifiedTime(file).toInstant();
            } catch (NoSuchFileException e) {
                return;
            }
            if (at.plus(BELIEVED).isAfter(now())) {
                throw underWay(", last seen at " + at);
            }
        }
        Path away = FilesystemLayout.temporary(directory());
        try {
            files.move(file, away);
        } catch (NoSuchFileException e) {
            return;
        }
        // Two may see that it is over; the second would take away what the first has just made.
        boolean same = lookups.read(away, LONGEST)
                .filter(content -> Arrays.equals(content, seen.get()))
                .isPresent();
        boolean returned = !same && files.link(away, file);
        files.delete(away);
        if (returned) {
            throw underWay("");
        }
    }

    private boolean isOwn() throws IOException {
        return lookups.read(file, LONGEST)
                .filter(content -> Arrays.equals(content, text()))
                .isPresent();
    }

    private byte[] text() {
        return owner.toString().getBytes(US_ASCII);
    }

    /** An earlier time, on a disk that has no room for asking: then less is old, and nothing wrongly so. */
    private Instant before(IOException failure) throws IOException {
        if (StorageTrouble.of(failure) != StorageTrouble.FULL) {
            throw failure;
        }
        try {
            return now(); // no directory may fit, and a file all the same
        } catch (IOException e) {
            if (StorageTrouble.of(e) != StorageTrouble.FULL) {
                throw e;
            }
            return Files.getLastModifiedTime(nearest()).toInstant();
        }
    }

    /** The time by the file system's clock. */
    private Instant now() throws IOException {
        Path place = nearest();
        Path probe = FilesystemLayout.temporary(place);
        files.createOwn(probe, new byte[0]);
        try {
            return Files.getLastModifiedTime(probe).toInstant();
        } finally {
            files.delete(probe);
        }
    }

    private Path nearest() {
        return Files.isDirectory(directory())
                ? directory()
                : Objects.requireNonNull(directory().getParent());
    }

    private Path directory() {
        return Objects.requireNonNull(file.getParent());
    }

    private static SweepUnderWayException underWay(String seen) {
        return new SweepUnderWayException("another collector is at work on this directory" + seen);
    }
}
