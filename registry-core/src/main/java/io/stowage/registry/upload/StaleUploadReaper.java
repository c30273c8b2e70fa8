package io.stowage.registry.upload;

import static java.util.Objects.requireNonNull;

import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
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

    /** Cancels uploads that were started longer ago than {@code maxAge}. */
    public StaleUploadReaper(UploadStore uploads, Clock clock, Duration maxAge) {
        this.uploads = requireNonNull(uploads, "uploads is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.maxAge = requireNonNull(maxAge, "maxAge is null");
    }

    /**
     * Looks once. An upload that cannot be cancelled is logged and left for the next time.
     *
     * @return how many were cancelled
     * @throws IOException if the uploads cannot be listed
     */
    public int reap() throws IOException {
        int reaped = 0;
        for (PendingUpload upload : uploads.startedBefore(clock.instant().minus(maxAge))) {
            try {
                upload.cancel();
                reaped++;
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
}
