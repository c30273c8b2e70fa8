package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does the same to very many things, a few at a time: who reads small files waits, on a network most of the time. */
final class FewThreads {
    private static final int THREADS = 8;
    /** Below that, threads cost more than they save. */
    private static final int FEW = 64;

    private static final int AT_A_TIME = 32;

    private FewThreads() {}

    /** What is done to each. */
    @FunctionalInterface
    interface Action<T> {
        void on(T item) throws IOException;
    }

    /**
     * Does it to each, in any order.
     *
     * @throws IOException the first that an action threw; then not all were done
     */
    static <T> void each(List<T> items, Action<T> action) throws IOException {
        if (items.size() < FEW) {
            for (T item : items) {
                action.on(item);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                workers.add(threads.submit(() -> {
                    work(items, action, next, failed);
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a few threads");
        } finally {
            failed.set(true); // the others need not go on
            threads.shutdown();
        }
    }

    private static <T> void work(List<T> items, Action<T> action, AtomicInteger next, AtomicBoolean failed)
            throws IOException {
        boolean done = false;
        try {
            for (int start = next.getAndAdd(AT_A_TIME); start < items.size(); start = next.getAndAdd(AT_A_TIME)) {
                for (T item : items.subList(start, Math.min(items.size(), start + AT_A_TIME))) {
                    if (failed.get()) {
                        return;
                    }
                    action.on(item);
                }
            }
            done = true;
        } finally {
            if (!done) {
                failed.set(true);
            }
        }
    }

    private static IOException rethrown(ExecutionException failure) {
        if (failure.getCause() instanceof IOException cause) {
            return cause;
        }
        if (failure.getCause() instanceof RuntimeException cause) {
            throw cause;
        }
        if (failure.getCause() instanceof Error cause) {
            throw cause;
        }
        return new IOException(failure);
    }
}
