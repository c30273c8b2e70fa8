package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs directories, and lets those who want the same one synced at the same time share a sync.
 *
 * <p>A sync saves what was done before it began. So whoever comes while one is running cannot rely on that one: he waits
 * for the next, with all others who come meanwhile. At no time are there more than two for a directory, one that runs and
 * one that waits.
 *
 * <p>All who share a sync share its failure. Who waits for the next one does not: that is made, whatever became of the one
 * before. But the kernel may have dropped what it could not write, and call the next sync a success. So failures are
 * counted, and a name that is older than the last one is to be written anew, not only synced again.
 *
 * <p>Safe for use by many threads, which is what it is for.
 */
final class SharedSyncs {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSyncs.class);
    private static final int COUNTERS = 4_096;

    private final Medium medium;
    /** The sync of a directory that has not begun: whoever finds it here may rely on it. */
    private final ConcurrentMap<Path, Turn> next = new ConcurrentHashMap<>();
    /** The sync of a directory that is running. */
    private final ConcurrentMap<Path, Turn> running = new ConcurrentHashMap<>();
    /** Few, whatever fails: a directory that shares its counter with another is trusted less than it could be. */
    private final AtomicIntegerArray failures = new AtomicIntegerArray(COUNTERS);

    SharedSyncs(Medium medium) {
        this.medium = medium;
    }

    /** What makes the names in a directory durable. */
    @FunctionalInterface
    interface Medium {
        /** That of the operating system. */
        Medium OF_THE_SYSTEM = directory -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        };

        void sync(Path directory) throws IOException;
    }

    /**
     * Makes the names durable that are in a directory at the time of the call.
     *
     * <p>They are, if none of them is older than the last of the directory's {@link #failures}.
     *
     * @throws NoSuchFileException if there is no such directory
     * @throws IOException if it could not be synced; several callers may get the same one
     */
    void sync(Path directory) throws IOException {
        Turn mine = new Turn();
        Turn turn;
        Optional<Throwable> failure;
        do {
            turn = next.putIfAbsent(directory, mine);
            if (turn == null) {
                lead(directory, mine);
                turn = mine;
            }
            failure = turn.failure.join();
        } while (turn != mine && failure.filter(SharedSyncs::isInterrupt).isPresent()); // it was another's thread
        if (failure.isPresent()) {
            if (failure.get() instanceof IOException e) {
                throw e;
            }
            throw new IOException(directory + " could not be synced", failure.get());
        }
    }

    /** How many syncs of a directory have failed. Grows before those who shared the sync learn of it. */
    int failures(Path directory) {
        return failures.get(counterOf(directory));
    }

    /** Counts a failure that was seen otherwise. */
    void distrust(Path directory) {
        failures.incrementAndGet(counterOf(directory));
    }

    private static int counterOf(Path directory) {
        return Math.floorMod(directory.hashCode(), COUNTERS);
    }

    private void lead(Path directory, Turn turn) {
        Optional<Throwable> failure = Optional.empty();
        for (Turn before = running.putIfAbsent(directory, turn);
                before != null;
                before = running.putIfAbsent(directory, turn)) {
            before.failure.join(); // what became of it is for those who shared it
        }
        next.remove(directory, turn); // before the sync: who comes now may have changed something after its beginning
        try {
            medium.sync(directory);
        } catch (IOException | RuntimeException | Error e) {
            failure = Optional.of(e);
            if (mayHaveLost(e)) {
                distrust(directory);
                LOG.error("could not sync {}: {}", directory, e.toString());
            }
        } finally {
            running.remove(directory, turn);
            turn.failure.complete(failure);
        }
    }

    // The others say that it never began: the directory is gone, or cannot be opened.
    private static boolean mayHaveLost(Throwable failure) {
        return !(failure instanceof FileSystemException);
    }

    /** Whether the thread that made a sync for all was asked to stop; what the disk would have said is not known. */
    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof ClosedByInterruptException;
    }

    /** One sync, for all who wait for it. */
    private static final class Turn {
        final CompletableFuture<Optional<Throwable>> failure = new CompletableFuture<>();
    }
}
