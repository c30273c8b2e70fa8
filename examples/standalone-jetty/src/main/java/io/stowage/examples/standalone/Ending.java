package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the program is told to stop, in this order: requests end, collecting ends, the registry closes, the
 * pid file goes.
 */
final class Ending implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final RegistryServer server;
    private final Registry registry;
    private volatile @Nullable PidFile pidFile;
    private volatile @Nullable CollectorSchedule collector;

    Ending(RegistryServer server, Registry registry) {
        this.server = requireNonNull(server, "server is null");
        this.registry = requireNonNull(registry, "registry is null");
    }

    void alsoRemove(PidFile file) {
        pidFile = file;
    }

    void alsoStop(CollectorSchedule schedule) {
        collector = schedule;
    }

    @Override
    public void run() {
        server.stop();
        CollectorSchedule schedule = collector;
        if (schedule != null) {
            schedule.stop();
        }
        try {
            registry.close();
        } catch (IOException e) {
            LOG.warn("could not close the storage", e);
        }
        PidFile file = pidFile;
        if (file != null) {
            file.remove();
        }
        LOG.info("stopped");
    }
}
