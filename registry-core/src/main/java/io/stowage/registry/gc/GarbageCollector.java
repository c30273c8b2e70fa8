package io.stowage.registry.gc;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.registry.upload.StaleUploadReaper;
import io.stowage.registry.upload.StaleUploadReaper.Reaped;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import io.stowage.storage.SweepUnderWayException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no manifest of any repository needs, while clients push, pull, mount and delete: blobs, links to them,
 * abandoned uploads, what interrupted writes left, and, if told to, manifests that no tag leads to.
 *
 * <p>An untagged manifest is still needed as a child of an index that is, and as long as the subject that it refers to is.
 *
 * <p>What seems free is first put aside, and removed by a run that begins at least the grace time later. A client that was
 * told that a blob exists has so long to push a manifest with it. What cannot be read is kept, and reported.
 *
 * <p>Safe for use by many threads; one run at a time on one storage, whichever instance it is started on.
 */
public final class GarbageCollector {
    private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);
    private static final int MOST_REASONS = 100;
    private static final int MOST_IDLE_RUNS = 20;
    /** Longer than the clock of any file system stands still. */
    private static final long TICK_MILLIS = 20;

    private final RegistryStorage storage;
    private final SupportsSweep sweeps;
    private final Settings settings;
    private final Clock clock;
    private final ManifestReferences references;

    /**
     * A collector.
     *
     * @throws IllegalArgumentException if the storage cannot be swept
     */
    public GarbageCollector(RegistryStorage storage, ManifestReferences references, Settings settings, Clock clock) {
        this.storage = requireNonNull(storage, "storage is null");
        if (!(storage instanceof SupportsSweep capable)) {
            throw new IllegalArgumentException("this storage cannot be swept: " + storage);
        }
        this.sweeps = capable;
        this.references = requireNonNull(references, "references is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What a collector goes by.
     *
     * @param grace how long what was put aside can be had back: some seconds at the very least, since for two a push relies on
     *     what it found, and {@code FilesystemStorage.shortestGrace()} or more where it matters. With zero nothing else may
     *     use the storage meanwhile
     * @param untaggedOlderThan removes manifests that no tag leads to, that nothing needs, and that were pushed longer ago;
     *     none if empty
     * @param uploadExpiry removes uploads into which nobody has written for so long
     */
    public record Settings(Duration grace, Optional<Duration> untaggedOlderThan, Duration uploadExpiry) {
        /** A day of grace, untagged manifests kept, uploads for a week. */
        public static final Settings DEFAULT = new Settings(Duration.ofDays(1), Optional.empty(), Duration.ofDays(7));

        /** Checks that no time is negative. */
        public Settings {
            if (grace.isNegative()
                    || uploadExpiry.isNegative()
                    || untaggedOlderThan.orElse(Duration.ZERO).isNegative()) {
                throw new IllegalArgumentException("a time is negative");
            }
        }
    }

    /**
     * Runs once. What it puts aside is removed by a run that begins at least the grace time later.
     *
     * <p>Ends soon when its thread is interrupted. Whenever it ends, also with the process, nothing that is needed is
     * lost, and the next run goes on.
     *
     * @throws SweepUnderWayException if another runs on the same data, in this process or elsewhere
     * @throws InterruptedIOException if the thread was interrupted, and still is
     * @throws IOException if it could not run to its end
     */
    public CollectorReport collect() throws IOException {
        return collect(progress -> {});
    }

    /** Like {@link #collect()}, and tells how far it has come, often and in its own thread. */
    public CollectorReport collect(Consumer<CollectorProgress> listener) throws IOException {
        Instant begin = clock.instant();
        // First the sweep: it shows whether another is at work.
        try (Sweep sweep = sweeps.sweep(settings.grace())) {
            return run(begin, sweep, reaper().reap(), listener);
        }
    }

    private CollectorReport collectAlone(Consumer<CollectorProgress> listener) throws IOException {
        Instant begin = clock.instant();
        try (Sweep sweep = sweeps.sweepAlone()) {
            return run(begin, sweep, reaper().reap(), listener);
        }
    }

    /**
     * Runs again and again until nothing is left to be freed, with no grace time. Nothing else may use the storage until
     * it returns, through any instance: what was pushed without a manifest that names it is lost.
     *
     * @return what all the runs did
     * @throws IOException as {@link #collect()}
     */
    public CollectorReport collectOffline(Consumer<CollectorProgress> listener) throws IOException {
        Settings offline = new Settings(Duration.ZERO, settings.untaggedOlderThan(), settings.uploadExpiry());
        GarbageCollector collector = new GarbageCollector(storage, references, offline, clock);
        CollectorReport all = collector.collectAlone(listener);
        CollectorReport last = all;
        // Where nothing goes at once, each run frees what the one before put aside. One that began in the same tick of
        // the storage's clock does not.
        for (int idle = 0; !last.isFinal() && idle < MOST_IDLE_RUNS; idle++) {
            pause();
            last = collector.collectAlone(listener);
            all = all.then(last);
            if (!last.swept().freed().equals(SweepReport.Tally.NOTHING)) {
                idle = 0;
            }
        }
        return all;
    }

    /**
     * Changes nothing, and reports as freed what runs to the end would free if nothing else happened: also what is to be
     * put aside first.
     *
     * @throws IOException if it could not run to its end
     */
    public CollectorReport rehearse(Consumer<CollectorProgress> listener) throws IOException {
        Instant begin = clock.instant();
        try (Sweep sweep = sweeps.rehearseSweep(settings.grace())) {
            return run(begin, sweep, reaper().rehearse(), listener);
        }
    }

    private StaleUploadReaper reaper() {
        return new StaleUploadReaper(storage.uploads(), clock, settings.uploadExpiry());
    }

    private CollectorReport run(Instant begin, Sweep sweep, Reaped uploads, Consumer<CollectorProgress> listener)
            throws IOException {
        List<String> kept = new ArrayList<>();
        AtomicLong repositories = new AtomicLong();
        sweep.visitRepositories(repository -> {
            refuseInterrupted();
            visit(sweep, repository, kept);
            listener.accept(new CollectorProgress(repositories.incrementAndGet(), 0, 0));
        });
        SweepReport report = sweep.finish((blobs, bytes) -> {
            refuseInterrupted();
            listener.accept(new CollectorProgress(repositories.get(), blobs, bytes));
        });
        report.kept().forEach(reason -> keep(kept, reason));
        return new CollectorReport(report, uploads, repositories.get(), kept, Duration.between(begin, clock.instant()));
    }

    private void visit(Sweep sweep, RepositoryName repository, List<String> kept) throws IOException {
        try {
            Needs needs = Needs.of(references, sweep, repository, settings.untaggedOlderThan());
            needs.reasons().forEach(reason -> keep(kept, reason));
            sweep.retain(repository, needs::manifest, needs::blob, needs::isNamed);
        } catch (SweepUnderWayException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            refuseInterrupted();
            // The sweep minds that this one was not told of.
            log.warn("repository {} could not be read, so that no bytes are removed in this run", repository, e);
            keep(kept, "all blobs, because repository " + repository + " could not be read: " + e);
        }
    }

    private static void keep(List<String> kept, String reason) {
        if (kept.size() < MOST_REASONS) {
            kept.add(reason);
        }
    }

    private static void refuseInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the collector was told to stop");
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(TICK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuseInterrupted();
        }
    }
}
