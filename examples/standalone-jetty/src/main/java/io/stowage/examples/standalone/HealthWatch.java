package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import io.stowage.registry.StorageHealth;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Every few seconds, tries whether the data directory can be written to. */
final class HealthWatch {
    private static final int SECONDS = 5;

    private HealthWatch() {}

    static void watch(Registry registry) {
        StorageHealth health = registry.health();
        // The second thread notices when the first one hangs in a network share.
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "health");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(health::check, 0, SECONDS, TimeUnit.SECONDS);
        var unusedToo = timer.scheduleWithFixedDelay(health::state, SECONDS, SECONDS, TimeUnit.SECONDS);
    }
}
