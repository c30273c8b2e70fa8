package io.stowage.registry.storage.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedSyncsTest {
    private static final Path TAGS = Path.of("tags");
    private static final Path OTHER = Path.of("other");

    private final SlowMedium medium = new SlowMedium();
    private final SharedSyncs syncs = new SharedSyncs(medium);

    @Test
    void aloneASyncIsOneSync() throws Exception {
        Caller caller = new Caller(TAGS);

        medium.begun().end();

        caller.finish();
        assertEquals(List.of(), medium.others());
    }

    @Test
    void whoComesDuringASyncWaitsForTheNextAndSharesIt() throws Exception {
        Caller first = new Caller(TAGS);
        Running running = medium.begun();
        List<Caller> late = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            late.add(new Caller(TAGS));
            late.get(i).awaitWaiting();
        }

        running.end();
        first.finish();
        Running next = medium.begun();
        for (Caller caller : late) {
            assertFalse(caller.isDone(), "the first sync began before the call");
        }
        next.end();

        for (Caller caller : late) {
            caller.finish();
        }
        assertEquals(List.of(), medium.others());
    }

    @Test
    void directoriesDoNotWaitForEachOther() throws Exception {
        Caller tags = new Caller(TAGS);
        Running running = medium.begun();

        Caller other = new Caller(OTHER);
        Running beside = medium.begun();
        beside.end();

        other.finish();
        assertFalse(tags.isDone());
        running.end();
        tags.finish();
    }

    @Test
    void allWhoWaitedForAFailedSyncFail() throws Exception {
        Caller first = new Caller(TAGS);
        Running running = medium.begun();
        List<Caller> late = List.of(new Caller(TAGS), new Caller(TAGS));
        for (Caller caller : late) {
            caller.awaitWaiting();
        }
        running.end();
        first.finish();

        IOException failure = new IOException("Input/output error");
        medium.begun().fail(failure);

        for (Caller caller : late) {
            assertSame(failure, caller.failure());
        }
    }

    @Test
    void whoSharedTheSyncOfOneThatWasInterruptedIsSyncedByAnother() throws Exception {
        Caller first = new Caller(TAGS);
        Running running = medium.begun();
        Caller leader = new Caller(TAGS);
        leader.awaitWaiting();
        Caller follower = new Caller(TAGS);
        follower.awaitWaiting();
        running.end();
        first.finish();

        IOException interrupt = new ClosedByInterruptException();
        medium.begun().fail(interrupt);
        assertSame(interrupt, leader.failure());
        medium.begun().end();

        follower.finish();
        assertEquals(1, syncs.failures(TAGS), "and learns that what it wrote before may be lost");
    }

    @Test
    void whoWritesAfterASyncFailedIsSynced() throws Exception {
        Caller first = new Caller(TAGS);
        medium.begun().fail(new IOException("Input/output error"));
        first.failure();

        Caller later = new Caller(TAGS);
        medium.begun().end();

        later.finish();
    }

    @Test
    void whoOnlyFollowedASyncThatFailedIsSynced() throws Exception {
        Caller first = new Caller(TAGS);
        Running running = medium.begun();
        Caller late = new Caller(TAGS);
        late.awaitWaiting();

        running.fail(new IOException("Input/output error"));
        first.failure();
        Running next = medium.begun();
        assertFalse(late.isDone(), "it needs a sync of its own");
        next.end();

        late.finish();
        assertEquals(1, syncs.failures(TAGS), "and learns that what it wrote before may be lost");
    }

    @Test
    void failuresAreCountedForEachDirectory() throws Exception {
        for (IOException reason : List.of(new IOException("Input/output error"), new ClosedByInterruptException())) {
            Caller caller = new Caller(TAGS);
            medium.begun().fail(reason);
            assertSame(reason, caller.failure());
        }
        syncs.distrust(TAGS);

        assertEquals(3, syncs.failures(TAGS));
        assertEquals(0, syncs.failures(OTHER));
    }

    @Test
    void aSyncThatNeverBeganIsNoFailedOne() throws Exception {
        for (IOException reason : List.of(new NoSuchFileException("tags"), new AccessDeniedException("tags"))) {
            Caller caller = new Caller(TAGS);
            medium.begun().fail(reason);
            assertSame(reason, caller.failure());
        }

        assertEquals(0, syncs.failures(TAGS));
        Caller again = new Caller(TAGS);
        medium.begun().end();
        again.finish();
    }

    private final class Caller {
        private final FutureTask<@Nullable Void> call;
        private final Thread thread;

        Caller(Path directory) {
            Callable<@Nullable Void> sync = () -> {
                syncs.sync(directory);
                return null;
            };
            call = new FutureTask<>(sync);
            thread = new Thread(call, "caller");
            thread.setDaemon(true);
            thread.start();
        }

        /** Until it waits for a sync that is not its own. */
        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        boolean isDone() {
            return call.isDone();
        }

        void finish() throws Exception {
            call.get(30, SECONDS);
        }

        @Nullable
        Throwable failure() {
            return assertThrows(ExecutionException.class, () -> call.get(30, SECONDS))
                    .getCause();
        }
    }

    /** A sync that takes until it is told to end. */
    private static final class Running {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable IOException failure;

        void end() {
            ended.countDown();
        }

        void fail(IOException reason) {
            failure = reason;
            ended.countDown();
        }
    }

    private static final class SlowMedium implements SharedSyncs.Medium {
        private final BlockingQueue<Running> begun = new LinkedBlockingQueue<>();

        @Override
        public void sync(Path directory) throws IOException {
            Running running = new Running();
            begun.add(running);
            try {
                running.ended.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            IOException failure = running.failure;
            if (failure != null) {
                throw failure;
            }
        }

        Running begun() throws InterruptedException {
            Running running = begun.poll(30, SECONDS);
            if (running == null) {
                throw new AssertionError("no sync began");
            }
            return running;
        }

        List<Running> others() {
            return List.copyOf(begun);
        }
    }
}
