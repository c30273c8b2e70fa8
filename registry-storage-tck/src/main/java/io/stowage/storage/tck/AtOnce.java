package io.stowage.storage.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs tasks at the same moment, each in its own thread. */
final class AtOnce {
    private static final int SECONDS = 100;

    private AtOnce() {}

    /** A task to be done by several threads, which tell their numbers. */
    interface NumberedTask<T> {
        T run(int number) throws Exception;
    }

    /**
     * Runs a task in so many threads, numbered from 0.
     *
     * @return what each returned, by number
     * @throws Exception what the first of them threw, if any
     */
    static <T> List<T> run(int threads, NumberedTask<T> task) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            tasks.add(() -> task.run(number));
        }
        return run(tasks);
    }

    /**
     * Runs the tasks.
     *
     * @return what each returned, in their order
     * @throws Exception what the first of them threw, if any
     */
    static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            CyclicBarrier start = new CyclicBarrier(tasks.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            threads.shutdownNow();
            // A straggler must not write into the next case.
            threads.awaitTermination(SECONDS, TimeUnit.SECONDS);
        }
    }
}
