package io.stowage.registry.verification;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.storage.Inspection;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.SupportsInspection;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Verifies that all content is what it should be, and says which tags it hurts if not, while the registry is in use.
 *
 * <p>All blobs and manifests are read and compared with their digests. Those that differ are taken out of reach, so that
 * clients push them again; nothing is taken that was not read twice, and nothing that cannot be read. Then every
 * repository is looked at: whether its tags, manifests and blobs lead to something, and whether all is there that its
 * manifests name.
 *
 * <p>A run that is interrupted, by interrupting its thread or by the end of the process, can be gone on with.
 *
 * <p>Safe for use by many threads; each run is one thread's, which others help. Holds some 100 bytes of heap for each blob
 * and manifest.
 */
public final class ContentVerifier {
    private static final String NOTE = "verification";
    private static final long BETWEEN_NOTES = TimeUnit.SECONDS.toNanos(5);

    private final RegistryStorage storage;
    private final Inspection inspection;
    private final ManifestReferences references;
    private final Settings settings;
    private final Clock clock;

    /**
     * A verifier.
     *
     * @throws IllegalArgumentException if the storage cannot be inspected
     */
    public ContentVerifier(RegistryStorage storage, ManifestReferences references, Settings settings, Clock clock) {
        this.storage = requireNonNull(storage, "storage is null");
        if (!(storage instanceof SupportsInspection capable)) {
            throw new IllegalArgumentException("this storage cannot be inspected: " + storage);
        }
        this.inspection = capable.inspection();
        this.references = requireNonNull(references, "references is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * How a verifier works.
     *
     * @param bytesPerSecond how much it reads in a second, over all threads; {@link Long#MAX_VALUE} for as much as it can
     * @param threads how many read at the same time
     * @param quarantine whether damaged content is taken out of reach
     */
    public record Settings(long bytesPerSecond, int threads, boolean quarantine) {
        /** One thread, as fast as it can, damaged content is taken out of reach. */
        public static final Settings DEFAULT = new Settings(Long.MAX_VALUE, 1, true);

        /** Checks that the numbers are positive. */
        public Settings {
            if (bytesPerSecond <= 0 || threads <= 0) {
                throw new IllegalArgumentException(
                        "rate and threads must be positive: " + bytesPerSecond + ", " + threads);
            }
        }
    }

    /**
     * Verifies everything from the beginning.
     *
     * @param progress is told from time to time how far it is, by the calling thread
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException if it could not run to its end
     */
    public VerificationReport verify(Consumer<VerificationProgress> progress) throws IOException {
        StateKeeper keeper = new StateKeeper(inspection, NOTE);
        return run(keeper, VerificationState.begin(StateKeeper.SELF, clock.instant(), List.of()), progress);
    }

    /**
     * Goes on with the last run of {@link #verify} or of this method that was interrupted, through any instance; begins
     * one if there is none.
     *
     * @param progress is told from time to time how far it is, by the calling thread
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException if it could not run to its end
     */
    public VerificationReport resume(Consumer<VerificationProgress> progress) throws IOException {
        StateKeeper keeper = new StateKeeper(inspection, NOTE);
        Optional<VerificationState> interrupted = keeper.read().filter(state -> !state.ended());
        return run(
                keeper,
                interrupted.orElseGet(() -> VerificationState.begin(StateKeeper.SELF, clock.instant(), List.of())),
                progress);
    }

    /** When the last run of {@link #verify} began, if it was interrupted, so that {@link #resume} would go on with it. */
    public Optional<Instant> interrupted() throws IOException {
        return new StateKeeper(inspection, NOTE)
                .read()
                .filter(state -> !state.ended())
                .map(VerificationState::began);
    }

    /**
     * Verifications in rounds, as a serving registry runs them.
     *
     * @param interval from the end of one to the beginning of the next
     */
    public VerificationRounds rounds(Duration interval) {
        return new VerificationRounds(this, interval, clock);
    }

    StateKeeper keeper(String note) {
        return new StateKeeper(inspection, note);
    }

    VerificationReport run(StateKeeper keeper, VerificationState beginning, Consumer<VerificationProgress> progress)
            throws IOException {
        Instant began = clock.instant();
        VerificationState state = beginning.takenOver(StateKeeper.SELF, began);
        Damages damages = new Damages();
        AtomicLong bytes = new AtomicLong();
        ContentCheck check = new ContentCheck(
                inspection, new RateLimit(settings.bytesPerSecond()), settings.quarantine(), bytes::addAndGet);
        ContentPass contents = new ContentPass(inspection, check, damages, settings.threads());
        contents.count();
        contents.goOn(beginning);
        Pulse pulse = new Pulse(keeper, contents, state, progress);
        try {
            contents.run(pulse);
        } finally {
            keeper.keep(contents.state(state, clock.instant()));
        }
        for (Damages.Damage damage : damages.ofContents()) {
            if (damage.quarantined() && isWholeAgain(damage.digest().orElseThrow(), check)) {
                damage.heal();
            }
        }
        LinkPass links = new LinkPass(
                storage,
                inspection,
                references,
                new KnownContent(inspection, check, damages, contents.stored()),
                damages);
        links.run(pulse::repositories);
        VerificationReport report = links.report(
                contents.checked(), bytes.get(), beginning.contents(), Duration.between(began, clock.instant()));
        keeper.keep(state.end(
                clock.instant(),
                report.findings().stream().map(Finding::subject).toList()));
        return report;
    }

    private boolean isWholeAgain(Digest digest, ContentCheck check) throws IOException {
        try (var content = inspection.openContent(digest).orElse(null)) {
            if (content == null) {
                return false;
            }
        }
        return check.check(digest).isEmpty();
    }

    /** Tells from time to time how far it is, and notes it. */
    private final class Pulse implements ContentPass.Pulse {
        private final StateKeeper keeper;
        private final ContentPass contents;
        private final VerificationState state;
        private final Consumer<VerificationProgress> progress;
        private long notedAt = System.nanoTime();

        Pulse(
                StateKeeper keeper,
                ContentPass contents,
                VerificationState state,
                Consumer<VerificationProgress> progress) {
            this.keeper = keeper;
            this.contents = contents;
            this.state = state;
            this.progress = progress;
        }

        @Override
        public void beat() {
            repositories(0);
        }

        void repositories(long count) {
            progress.accept(contents.progress(count));
            long now = System.nanoTime();
            if (now - notedAt > BETWEEN_NOTES) {
                notedAt = now;
                keeper.keep(contents.state(state, clock.instant()));
            }
        }
    }
}
