package io.stowage.registry.auth.htpasswd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Does the same work once for all who ask for it at the same time: the first does it, the others wait. Safe for use by
 * many threads.
 */
final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Semaphore seats;

    /** Lets no more than so many threads wait, for all works together. */
    SingleFlight(int mostWaiting) {
        this.seats = new Semaphore(mostWaiting);
    }

    /** What is to be done once. */
    interface Work<V> {
        V run() throws IOException;
    }

    /**
     * Does the work, or waits for whoever does.
     *
     * @return what came of it; empty if too many wait already
     * @throws IOException if the work threw it, here or there
     */
    Optional<V> run(K key, Work<V> work) throws IOException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> theirs = flights.putIfAbsent(key, mine);
        return theirs == null ? Optional.of(lead(key, mine, work)) : follow(theirs);
    }

    private V lead(K key, CompletableFuture<V> flight, Work<V> work) throws IOException {
        try {
            V value = work.run();
            flight.complete(value);
            return value;
        } finally {
            flights.remove(key, flight);
            // Without effect if it is complete: nobody may wait for what will not come.
            flight.completeExceptionally(new IOException("the same work failed for another"));
        }
    }

    private Optional<V> follow(CompletableFuture<V> flight) throws IOException {
        if (!seats.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(flight.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another did the work");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            seats.release();
        }
    }
}
