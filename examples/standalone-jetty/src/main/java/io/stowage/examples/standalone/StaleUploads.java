package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import io.stowage.registry.upload.StaleUploadReaper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every hour, cancels the uploads that nobody has finished in time. */
final class StaleUploads {
    private static final Logger LOG = LoggerFactory.getLogger(StaleUploads.class);

    private StaleUploads() {}

    static void watch(Registry registry, Duration expiry) {
        StaleUploadReaper reaper = registry.staleUploadReaper(expiry);
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
