package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs directories, and lets those who want the same one synced at the same time share a sync.
 *
 * <p>A sync saves what was done before it began. So whoever comes while one is running cannot rely on that one: he waits
 * for the next, with all others who come meanwhile. At no time are there more than two for a directory, one that runs and
 * one that waits.
 *
 * <p>When a sync fails, the kernel may have dropped what it could not write, and would call the next sync a success. So
 * all fail who had written before it failed: those who shared it, and those who wait for the next. Who comes later has
 * written later, and is synced.
 *
 * <p>Safe for use by many threads, which is what it is for.
 */
final class SharedSyncs {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSyncs.class);

    private final Medium medium;
    /** The sync of a directory that has not begun: whoever finds it here may rely on it. */
    private final ConcurrentMap<Path, Turn> next = new ConcurrentHashMap<>();
    /** The sync of a directory that is running. */
    private final ConcurrentMap<Path, Turn> running = new ConcurrentHashMap<>();

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
     * @throws NoSuchFileException if there is no such directory
     * @throws IOException if it could not be synced; several callers may get the same one
     */
    void sync(Path directory) throws IOException {
        Turn mine = new Turn();
        Turn turn = next.putIfAbsent(directory, mine);
        if (turn == null) {
            lead(directory, mine);
            turn = mine;
        }
        Optional<Throwable> failure = turn.failure.join();
        if (failure.isPresent()) {
            if (failure.get() instanceof IOException e) {
                throw e;
            }
            throw new IOException(directory + " could not be synced", failure.get());
        }
    }

    private void lead(Path directory, Turn turn) {
        Optional<Throwable> failure = Optional.empty();
        for (Turn before = running.putIfAbsent(directory, turn);
                before != null;
                before = running.putIfAbsent(directory, turn)) {
            failure = before.failure.join().filter(SharedSyncs::mayHaveLost);
        }
        next.remove(directory, turn); // before the sync: who comes now may have changed something after its beginning
        try {
            if (failure.isEmpty()) {
                medium.sync(directory);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = Optional.of(e);
            if (mayHaveLost(e)) {
                LOG.error("could not sync {}: {}", directory, e.toString());
            }
        } finally {
            running.remove(directory, turn);
            turn.failure.complete(failure);
        }
    }

    // The others say that it never began: the directory is gone or cannot be opened, or the thread was interrupted.
    private static boolean mayHaveLost(Throwable failure) {
        return !(failure instanceof FileSystemException || failure instanceof ClosedChannelException);
    }

    /** One sync, for all who wait for it. */
    private static final class Turn {
        final CompletableFuture<Optional<Throwable>> failure = new CompletableFuture<>();
    }
}
