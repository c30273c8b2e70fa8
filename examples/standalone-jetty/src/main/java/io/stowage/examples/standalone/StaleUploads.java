package io.stowage.examples.standalone;

import io.stowage.registry.upload.StaleUploadReaper;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every hour, cancels the uploads that nobody has finished in a week. */
final class StaleUploads {
    private static final Logger LOG = LoggerFactory.getLogger(StaleUploads.class);
    private static final Duration MAX_AGE = Duration.ofDays(7);

    private StaleUploads() {}

    static void watch(UploadStore uploads) {
        StaleUploadReaper reaper = new StaleUploadReaper(uploads, Clock.systemUTC(), MAX_AGE);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stale-uploads");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(() -> reap(reaper), 1, 60, TimeUnit.MINUTES);
    }

    private static void reap(StaleUploadReaper reaper) {
        try {
            reaper.reap();
        } catch (IOException | RuntimeException e) {
            // Once more in an hour: an exception would end the schedule.
            LOG.warn("could not look for stale uploads", e);
        }
    }
}
