package io.stowage.registry.upload;

import static java.util.Objects.requireNonNull;

import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels the uploads that nobody finished: clients that died, and those that probe whether they may push and leave the
 * session behind. distribution-spec wants a server to do so in time.
 */
public final class StaleUploadReaper {
    private static final Logger LOG = LoggerFactory.getLogger(StaleUploadReaper.class);

    private final UploadStore uploads;
    private final Clock clock;
    private final Duration maxAge;

    /** Cancels uploads that were started longer ago than {@code maxAge}, and into which nobody has written for so long. */
    public StaleUploadReaper(UploadStore uploads, Clock clock, Duration maxAge) {
        this.uploads = requireNonNull(uploads, "uploads is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.maxAge = requireNonNull(maxAge, "maxAge is null");
    }

    /**
     * Uploads that are over.
     *
     * @param uploads how many
     * @param bytes how many bytes they had received, as far as that could be told
     */
    public record Reaped(int uploads, long bytes) {
        /** None. */
        public static final Reaped NOTHING = new Reaped(0, 0);

        /** As many as in both. */
        public Reaped plus(Reaped other) {
            return new Reaped(uploads + other.uploads, bytes + other.bytes);
        }
    }

    /**
     * Looks once. An upload that cannot be cancelled is logged and left for the next time.
     *
     * @return what was cancelled
     * @throws IOException if the uploads cannot be listed
     */
    public Reaped reap() throws IOException {
        Reaped reaped = Reaped.NOTHING;
        for (PendingUpload upload : stale()) {
            try {
                long bytes = bytes(upload);
                upload.cancel();
                reaped = reaped.plus(new Reaped(1, bytes));
                LOG.info(
                        "cancelled upload {} of repository {}, started {}",
                        new Object[] {upload.id(), upload.repository(), upload.startedAt()});
            } catch (IOException e) {
                LOG.warn(
                        "could not cancel upload {} of repository {}",
                        new Object[] {upload.id(), upload.repository(), e});
            }
        }
        return reaped;
    }

    /**
     * Cancels nothing.
     *
     * @return what {@link #reap} would cancel
     * @throws IOException if the uploads cannot be listed
     */
    public Reaped rehearse() throws IOException {
        Reaped stale = Reaped.NOTHING;
        for (PendingUpload upload : stale()) {
            stale = stale.plus(new Reaped(1, bytes(upload)));
        }
        return stale;
    }

    private List<PendingUpload> stale() throws IOException {
        Instant limit = clock.instant().minus(maxAge);
        List<PendingUpload> stale = new ArrayList<>();
        for (PendingUpload upload : uploads.startedBefore(limit)) {
            try {
                if (upload.lastActiveAt().isBefore(limit)) {
                    stale.add(upload);
                }
            } catch (IOException e) {
                LOG.warn(
                        "could not look at upload {} of repository {}",
                        new Object[] {upload.id(), upload.repository(), e});
            }
        }
        return stale;
    }

    private static long bytes(PendingUpload upload) throws IOException {
        try {
            return upload.size();
        } catch (UploadNotFoundException e) {
            return 0; // half removed, or another registry's
        }
    }
}
