package io.stowage.examples.standalone;

import io.stowage.registry.gc.CollectorProgress;
import io.stowage.registry.gc.CollectorReport;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.storage.SweepUnderWayException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the collector from time to time, in one thread of its own. The first run comes after a random part of the time
 * between runs, so that instances that were started together do not all look at the same moment.
 */
final class CollectorSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorSchedule.class);
    private static final long BETWEEN_SIGNS = TimeUnit.SECONDS.toNanos(30);
    private static final int REASONS_LOGGED = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GarbageCollector collector;
    private final Duration grace;
    private final Duration interval;
    private final Thread thread = new Thread(this::run, "collector");

    @SuppressWarnings("ThreadPriorityCheck") // a hint for systems that heed it; nothing relies on it
    CollectorSchedule(GarbageCollector collector, Duration grace, Duration interval) {
        this.collector = collector;
        this.grace = grace;
        this.interval = interval;
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        thread.start();
    }

    /** Ends a run that is under way between two files, and waits for that for a moment. */
    void stop() {
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(interval.toMillis()));
            while (!Thread.currentThread().isInterrupted()) {
                collect();
                Thread.sleep(interval.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("no more collecting", e);
        }
    }

    private void collect() {
        try {
            CollectorReport report = collector.collect(new Signs()::log);
            CollectorText text = new CollectorText(report, grace, false);
            LOG.info("garbage collection {}", String.join("; ", text.figures()));
            logKept(report.kept());
        } catch (SweepUnderWayException e) {
            LOG.debug("another instance collects", e);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // Once more in a while: an exception would end the schedule.
            LOG.warn("could not collect", e);
        }
    }

    private static void logKept(List<String> reasons) {
        reasons.stream()
                .limit(REASONS_LOGGED)
                .forEach(reason -> LOG.warn("kept, though it may be free: {}", Escaping.controlCharacters(reason)));
        if (reasons.size() > REASONS_LOGGED) {
            LOG.warn("and more was kept, for {} reasons: stowage gc lists them", reasons.size() - REASONS_LOGGED);
        }
    }

    /** Logs from time to time that a long run goes on. */
    private static final class Signs {
        private long lastNanos = System.nanoTime();

        void log(CollectorProgress progress) {
            if (System.nanoTime() - lastNanos > BETWEEN_SIGNS) {
                lastNanos = System.nanoTime();
                LOG.info("garbage collection goes on: {}", CollectorText.text(progress));
            }
        }
    }
}
