package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One at a time, all may wait; whoever has gone through is written down. */
class TurnstileTest {
    private final Turnstile turnstile = new Turnstile(1, 4);
    private final List<String> through = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @AfterEach
    void nobodyIsLeft() throws InterruptedException {
        open.countDown();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    @Test
    void lanesTakeTurns() throws Exception {
        Future<Optional<String>> first = inside();
        Future<Optional<String>> a1 = waiting("A", "a1", 1);
        Future<Optional<String>> a2 = waiting("A", "a2", 2);
        Future<Optional<String>> a3 = waiting("A", "a3", 3);
        Future<Optional<String>> b1 = waiting("B", "b1", 4);

        open.countDown();

        for (Future<Optional<String>> one : List.of(first, a1, a2, a3, b1)) {
            assertTrue(get(one).isPresent());
        }
        assertEquals(List.of("first", "a1", "b1", "a2", "a3"), through);
    }

    @Test
    void noMoreThanSomeMayWait() throws Exception {
        List<Future<Optional<String>>> all = List.of(
                inside(), waiting("A", "a1", 1), waiting("A", "a2", 2), waiting("A", "a3", 3), waiting("A", "a4", 4));

        assertEquals(Optional.empty(), turnstile.pass("A", () -> "a5"));

        open.countDown();
        for (Future<Optional<String>> one : all) {
            assertTrue(get(one).isPresent());
        }
    }

    @Test
    void theLastOfTheLongestLaneMakesRoomForAShorterOne() throws Exception {
        List<Future<Optional<String>>> ahead = List.of(inside(), waiting("A", "a1", 1), waiting("A", "a2", 2));
        Future<Optional<String>> a3 = waiting("A", "a3", 3);
        Future<Optional<String>> a4 = waiting("A", "a4", 4);

        Future<Optional<String>> b1 = start("B", "b1");
        assertEquals(Optional.empty(), get(a4));
        Future<Optional<String>> b2 = start("B", "b2");
        assertEquals(Optional.empty(), get(a3));
        assertEquals(Optional.empty(), turnstile.pass("B", () -> "b3"));
        open.countDown();

        assertEquals(Optional.of("b1"), get(b1));
        assertEquals(Optional.of("b2"), get(b2));
        for (Future<Optional<String>> one : ahead) {
            assertTrue(get(one).isPresent());
        }
    }

    @Test
    void whoeverIsInterruptedHoldsNobodyUp() throws Exception {
        Future<Optional<String>> first = inside();
        Future<Optional<String>> a1 = waiting("A", "a1", 1);
        Future<Optional<String>> b1 = waiting("B", "b1", 2);

        threads.get(1).interrupt();

        ExecutionException thrown = assertThrows(ExecutionException.class, () -> a1.get(10, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedIOException.class, thrown.getCause());
        open.countDown();
        assertTrue(get(first).isPresent());
        assertTrue(get(b1).isPresent());
    }

    @Test
    void workThatFailsHoldsNobodyUp() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> turnstile.pass("A", () -> {
                        throw new IllegalStateException("broken");
                    }));
        }

        assertEquals(Optional.of("next"), turnstile.pass("A", () -> "next"));
    }

    /** Somebody goes in and stays there until it opens. */
    private Future<Optional<String>> inside() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        Future<Optional<String>> first = run(() -> turnstile.pass("X", () -> {
            entered.countDown();
            awaitOpen();
            through.add("first");
            return "first";
        }));
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        return first;
    }

    private Future<Optional<String>> waiting(String lane, String name, int waiting) throws InterruptedException {
        Future<Optional<String>> one = start(lane, name);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (turnstile.waiting() < waiting) {
            assertTrue(System.nanoTime() < deadline, name + " does not wait");
            Thread.sleep(1);
        }
        return one;
    }

    private Future<Optional<String>> start(String lane, String name) {
        return run(() -> turnstile.pass(lane, () -> {
            through.add(name);
            return name;
        }));
    }

    private Future<Optional<String>> run(Callable<Optional<String>> callable) {
        FutureTask<Optional<String>> task = new FutureTask<>(callable);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    private void awaitOpen() {
        try {
            assertTrue(open.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> get(Future<Optional<String>> one) throws Exception {
        return one.get(10, TimeUnit.SECONDS);
    }
}
