package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A file that is there while somebody sweeps, so that two do not do the same work. No lock: it is believed for some
 * minutes, and nothing is lost when two sweep at once. Its times are those of the file system, on whose clock alone the
 * ages of files can be measured; the clocks of the instances may differ.
 */
final class SweepLease {
    private static final Duration BELIEVED = Duration.ofMinutes(10);
    private static final Duration REFRESHED = Duration.ofMinutes(1);

    private final AtomicFiles files;
    private final Path file;
    private final Instant startedAt;
    private long refreshedNanos = System.nanoTime();

    private SweepLease(AtomicFiles files, Path file, Instant startedAt) {
        this.files = files;
        this.file = file;
        this.startedAt = startedAt;
    }

    /**
     * Begins.
     *
     * @throws IOException if another sweeps
     */
    static SweepLease take(FilesystemLayout layout, AtomicFiles files, DurableDirectories directories)
            throws IOException {
        Path file = layout.sweeper();
        Path directory = Objects.requireNonNull(file.getParent());
        directories.withinVolatile(directory, () -> create(files, file));
        return new SweepLease(files, file, Files.getLastModifiedTime(file).toInstant());
    }

    private static void create(AtomicFiles files, Path file) throws IOException {
        byte[] who = (ProcessHandle.current().pid() + "\n").getBytes(US_ASCII);
        try {
            files.createVolatile(file, who);
        } catch (FileAlreadyExistsException e) {
            Path probe = FilesystemLayout.temporary(Objects.requireNonNull(file.getParent()));
            files.createVolatile(probe, new byte[0]);
            Instant now = Files.getLastModifiedTime(probe).toInstant();
            files.delete(probe);
            Instant seen = Files.getLastModifiedTime(file).toInstant();
            if (seen.plus(BELIEVED).isAfter(now)) {
                throw new IOException("another collector is at work on this directory, last seen at " + seen);
            }
            files.delete(file);
            files.createVolatile(file, who);
        }
    }

    /** When it was taken. */
    Instant startedAt() {
        return startedAt;
    }

    /** Says from time to time that the sweep goes on. */
    void refresh() throws IOException {
        if (System.nanoTime() - refreshedNanos > REFRESHED.toNanos()) {
            refreshedNanos = System.nanoTime();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap("still\n".getBytes(US_ASCII)));
            } catch (NoSuchFileException e) {
                throw new IOException("somebody else took over the sweep of this directory", e);
            }
        }
    }

    /** Ends. */
    void release() throws IOException {
        files.delete(file);
    }
}
