package io.stowage.examples.standalone;

import io.stowage.registry.verification.VerificationRounds;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies in rounds, in one thread of its own. Looks every few minutes whether one is due. */
final class VerificationSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationSchedule.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VerificationRounds rounds;
    private final Duration pause;
    private final Thread thread = new Thread(this::run, "verification");

    @SuppressWarnings("ThreadPriorityCheck") // a hint for systems that heed it; nothing relies on it
    VerificationSchedule(VerificationRounds rounds, Duration interval) {
        this.rounds = rounds;
        this.pause = interval.compareTo(LONGEST_PAUSE) < 0 ? interval : LONGEST_PAUSE;
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        thread.start();
    }

    /** Ends a round that is under way, and waits for a moment until it has noted how far it came. */
    void stop() {
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            // Instances that were started together do not all look at the same moment.
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause.toMillis()));
            while (!Thread.currentThread().isInterrupted()) {
                verify();
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("no more verifying", e);
        }
    }

    private void verify() {
        try {
            rounds.runIfDue();
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // Once more in a while: an exception would end the schedule.
            LOG.warn("could not verify", e);
        }
    }
}
