package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the program is told to stop, in this order: requests end, work in the background ends, the registry closes, the
 * pid file goes.
 */
final class Ending implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final RegistryServer server;
    private final Registry registry;
    private volatile @Nullable PidFile pidFile;
    private final List<Runnable> schedules = new CopyOnWriteArrayList<>();

    Ending(RegistryServer server, Registry registry) {
        this.server = requireNonNull(server, "server is null");
        this.registry = requireNonNull(registry, "registry is null");
    }

    void alsoRemove(PidFile file) {
        pidFile = file;
    }

    /** What ends work in the background. */
    void alsoStop(Runnable schedule) {
        schedules.add(schedule);
    }

    @Override
    public void run() {
        server.stop();
        schedules.forEach(Runnable::run);
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
