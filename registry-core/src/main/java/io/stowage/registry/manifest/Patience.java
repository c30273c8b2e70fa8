package io.stowage.registry.manifest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * For how long what was looked at can be relied on. No collector is so quick that it removes within this time what was
 * just found.
 *
 * <p>By two clocks: the one that is never set stands still while the machine sleeps.
 */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Clock clock;
    private final Instant since;
    private final long sinceNanos = System.nanoTime();

    private Patience(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    static Patience from(Clock clock) {
        return new Patience(clock);
    }

    boolean isOver() {
        Instant now = clock.instant();
        // A clock that was set back says nothing.
        return System.nanoTime() - sinceNanos > LIMIT.toNanos()
                || now.isBefore(since)
                || now.isAfter(since.plus(LIMIT));
    }
}
