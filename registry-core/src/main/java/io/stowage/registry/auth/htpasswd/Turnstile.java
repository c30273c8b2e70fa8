package io.stowage.registry.auth.htpasswd;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Lets few threads at a time do what is expensive. Those who wait stand in a lane each for its address, and the lanes take
 * turns, so that whoever comes in crowds waits behind his own. When no more may wait, the last of the longest lane goes
 * away to make room for a shorter one. Safe for use by many threads.
 */
final class Turnstile {
    private final int mostWaiting;

    // All of these change under the lock of this object. A lane is never empty; the first is the next.
    private final Map<String, Deque<CompletableFuture<Boolean>>> lanes = new LinkedHashMap<>();
    private int waiting;
    private int free;

    /**
     * A turnstile.
     *
     * @param abreast how many are let through at a time
     * @param mostWaiting how many may wait, in all lanes together
     */
    Turnstile(int abreast, int mostWaiting) {
        this.free = abreast;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Does something when its turn has come, in this thread.
     *
     * @return what came of it; empty if too many wait
     */
    <T> Optional<T> pass(String lane, Supplier<T> work) throws InterruptedIOException {
        if (!enter(lane)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            leave();
        }
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting;
    }

    private boolean enter(String lane) throws InterruptedIOException {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (free > 0) {
                free--;
                return true;
            }
            if (waiting >= mostWaiting && !makeRoomIn(lane)) {
                return false;
            }
            lanes.computeIfAbsent(lane, name -> new ArrayDeque<>()).addLast(turn);
            waiting++;
        }
        try {
            return turn.get();
        } catch (InterruptedException e) {
            giveUp(lane, turn);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for its turn");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn does not fail", e);
        }
    }

    private synchronized void leave() {
        Iterator<Map.Entry<String, Deque<CompletableFuture<Boolean>>>> first =
                lanes.entrySet().iterator();
        if (!first.hasNext()) {
            free++;
            return;
        }
        Map.Entry<String, Deque<CompletableFuture<Boolean>>> lane = first.next();
        String name = lane.getKey();
        Deque<CompletableFuture<Boolean>> line = lane.getValue();
        first.remove();
        CompletableFuture<Boolean> next = line.removeFirst();
        waiting--;
        if (!line.isEmpty()) {
            lanes.put(name, line); // to the end: the others first
        }
        next.complete(true);
    }

    private boolean makeRoomIn(String lane) {
        int own = lanes.containsKey(lane) ? lanes.get(lane).size() : 0;
        Deque<CompletableFuture<Boolean>> longest = new ArrayDeque<>();
        for (Deque<CompletableFuture<Boolean>> line : lanes.values()) {
            longest = line.size() > longest.size() ? line : longest;
        }
        if (longest.size() <= own + 1) {
            return false;
        }
        waiting--;
        longest.removeLast().complete(false);
        return true;
    }

    private void giveUp(String lane, CompletableFuture<Boolean> turn) {
        synchronized (this) {
            Deque<CompletableFuture<Boolean>> line = lanes.get(lane);
            if (line != null && line.removeIf(one -> one == turn)) {
                waiting--;
                if (line.isEmpty()) {
                    lanes.remove(lane);
                }
                return;
            }
        }
        // Too late: the turn had come, or the room was gone.
        if (turn.getNow(false)) {
            leave();
        }
    }
}
