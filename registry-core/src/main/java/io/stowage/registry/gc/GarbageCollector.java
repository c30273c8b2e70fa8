package io.stowage.registry.gc;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.registry.upload.StaleUploadReaper;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @param grace how long what was put aside can be had back; with zero nothing else may use the storage meanwhile
     * @param untaggedOlderThan removes manifests that no tag leads to, that nothing needs, and that were pushed longer ago;
     *     none if empty
     * @param uploadExpiry removes uploads that were started longer ago
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
     * Runs.
     *
     * @throws IOException if it could not run to its end; nothing that is needed was removed
     */
    public CollectorReport collect() throws IOException {
        Instant begin = clock.instant();
        int uploads = new StaleUploadReaper(storage.uploads(), clock, settings.uploadExpiry()).reap();
        return run(begin, sweeps.sweep(settings.grace()), uploads);
    }

    /**
     * Changes nothing and reports what {@link #collect} would do. Uploads are not counted.
     *
     * @throws IOException if it could not run to its end
     */
    public CollectorReport rehearse() throws IOException {
        return run(clock.instant(), sweeps.rehearseSweep(settings.grace()), 0);
    }

    private CollectorReport run(Instant begin, Sweep sweep, int uploads) throws IOException {
        List<String> kept = new ArrayList<>();
        try (sweep) {
            sweep.visitRepositories(repository -> visit(sweep, repository, kept));
            SweepReport report = sweep.finish();
            kept.addAll(report.kept());
            return new CollectorReport(report, uploads, kept, Duration.between(begin, clock.instant()));
        }
    }

    private void visit(Sweep sweep, RepositoryName repository, List<String> kept) {
        try {
            Needs needs = Needs.of(storage, references, sweep, repository, settings.untaggedOlderThan());
            needs.doubts().forEach(doubt -> kept.add("blobs of " + repository + ": " + doubt));
            sweep.retain(repository, needs::manifest, needs::blob);
        } catch (IOException e) {
            // The sweep minds that this one was not told of.
            log.warn("repository {} could not be read, so that no bytes are removed in this run", repository, e);
            kept.add("all blobs, because repository " + repository + " could not be read");
        }
    }
}
