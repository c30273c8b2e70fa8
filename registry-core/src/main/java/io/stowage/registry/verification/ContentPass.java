package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.registry.internal.DigestSet;
import io.stowage.storage.Inspection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Reads all content, on several threads, and knows up to where all of it was read. */
final class ContentPass {
    private static final int AHEAD = 4;

    private final Inspection inspection;
    private final ContentCheck check;
    private final Damages damages;
    private final int threads;
    private final DigestSet stored = new DigestSet();
    private final Deque<Item> inOrder = new ArrayDeque<>();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final AtomicLong checked = new AtomicLong();
    private long contentsInAll;
    private long bytesInAll;
    private Optional<Digest> after = Optional.empty();
    private long contents;
    private long bytes;

    ContentPass(Inspection inspection, ContentCheck check, Damages damages, int threads) {
        this.inspection = inspection;
        this.check = check;
        this.damages = damages;
        this.threads = threads;
    }

    /** What is being read. */
    private static final class Item {
        private final Digest digest;
        private final long size;
        private boolean done;

        Item(Digest digest, long size) {
            this.digest = digest;
            this.size = size;
        }
    }

    /** Is called often, by the thread that runs the pass. */
    interface Pulse {
        void beat();
    }

    /** Finds out what there is to read. */
    void count() throws IOException {
        inspection.visitContent(Optional.empty(), new Inspection.ContentVisitor() {
            @Override
            public void visit(Digest digest, long size) {
                stored.add(digest);
                contentsInAll++;
                bytesInAll += size;
            }

            @Override
            public void unreadable(String what, IOException why) {
                damages.unreadable(what, String.valueOf(why.getMessage()));
            }
        });
    }

    /** Goes on where another run stopped. */
    void goOn(VerificationState state) {
        after = state.after();
        contents = state.contents();
        bytes = state.bytes();
        for (VerificationState.Damaged each : state.damaged()) {
            damages.content(each.digest(), each.problem(), each.detail(), each.quarantined());
        }
    }

    /** Reads everything after where it begins. */
    void run(Pulse pulse) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "verification");
            thread.setDaemon(true);
            return thread;
        });
        Semaphore room = new Semaphore(AHEAD * threads);
        try {
            inspection.visitContent(after, visitor((digest, size) -> {
                while (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    pulse.beat();
                }
                pulse.beat();
                throwIfFailed();
                Item item = begin(digest, size);
                pool.execute(() -> {
                    try {
                        check(item);
                    } finally {
                        room.release();
                    }
                });
            }));
            while (!room.tryAcquire(AHEAD * threads, 100, TimeUnit.MILLISECONDS)) {
                pulse.beat();
            }
            throwIfFailed();
            pulse.beat();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the verification was interrupted");
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Visit {
        void visit(Digest digest, long size) throws IOException, InterruptedException;
    }

    private static Inspection.ContentVisitor visitor(Visit visit) {
        return new Inspection.ContentVisitor() {
            @Override
            public void visit(Digest digest, long size) throws IOException {
                try {
                    visit.visit(digest, size);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("the verification was interrupted");
                }
            }

            @Override
            public void unreadable(String what, IOException why) {
                // told of when it was counted
            }
        };
    }

    private void check(Item item) {
        try {
            check.check(item.digest)
                    .ifPresent(found ->
                            damages.content(item.digest, found.problem(), found.detail(), found.quarantined()));
            checked.incrementAndGet();
            end(item);
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, new IOException("content " + item.digest + " could not be checked", e));
        }
    }

    private void throwIfFailed() throws IOException {
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private synchronized Item begin(Digest digest, long size) {
        Item item = new Item(digest, size);
        inOrder.add(item);
        return item;
    }

    private synchronized void end(Item item) {
        item.done = true;
        while (!inOrder.isEmpty() && inOrder.peek().done) {
            Item first = inOrder.remove();
            after = Optional.of(first.digest);
            contents++;
            bytes += first.size;
        }
    }

    /** The state with the place up to which all was read. */
    synchronized VerificationState state(VerificationState state, Instant now) {
        return state.at(
                now,
                after,
                contents,
                bytes,
                damages.ofContents().stream()
                        .map(damage -> new VerificationState.Damaged(
                                damage.digest().orElseThrow(), damage.problem(), damage.detail(), damage.quarantined()))
                        .toList());
    }

    /** What there was when it was counted. */
    DigestSet stored() {
        return stored;
    }

    long checked() {
        return checked.get();
    }

    synchronized VerificationProgress progress(long repositories) {
        return new VerificationProgress(contents, contentsInAll, bytes, bytesInAll, repositories);
    }
}
