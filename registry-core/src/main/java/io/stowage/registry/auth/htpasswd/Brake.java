package io.stowage.registry.auth.htpasswd;

import java.time.Duration;

/**
 * Slows down whoever fails often: from some failures on, each doubles the time until the next attempt. Failures leak
 * away with time. Times are in nanoseconds of one ticker. Guarded by its {@link LoginThrottle}.
 */
final class Brake {
    private final Strength strength;
    private double failures;
    private long leakedAt;
    private long openAt;
    private long turnedAwayUntil;

    Brake(Strength strength, long now) {
        this.strength = strength;
        this.leakedAt = now;
        this.openAt = now;
        this.turnedAwayUntil = now;
    }

    /**
     * How hard a brake is.
     *
     * @param free how many failures cost nothing
     * @param first the delay after as many
     * @param longest what the delay doubles up to
     * @param leak in what time one failure is forgotten
     */
    record Strength(int free, Duration first, Duration longest, Duration leak) {

        /** The delay after so many failures, in nanoseconds. */
        long delay(double failures) {
            // Rounded, because a little of a failure just made has always leaked already.
            double beyond = Math.rint(failures) - free;
            if (beyond < 0) {
                return 0;
            }
            return (long) Math.min((double) longest.toNanos(), (double) first.toNanos() * Math.pow(2, beyond));
        }

        /** No more than keeps the longest delay, so that the end of a flood is felt soon. */
        double most() {
            double doublings = Math.log((double) longest.toNanos() / first.toNanos()) / Math.log(2);
            return free + Math.ceil(doublings);
        }
    }

    /** How long until the next attempt may be made; not above zero if it may be now. */
    long remaining(long now) {
        return openAt - now;
    }

    /** Whether others have been turned away just now, so that it would be luck who comes when it opens. */
    boolean isCrowded(long now) {
        return turnedAwayUntil - now > 0;
    }

    /** Remembers that somebody was turned away. */
    void turnAway(long now) {
        if (delay(now) > 0) {
            turnedAwayUntil = now + Math.max(delay(now), Duration.ofSeconds(1).toNanos());
        }
    }

    /** Counts an attempt as a failure, before it is made: many at once must not slip through. */
    void count(long now) {
        leak(now);
        failures = Math.min(failures + 1, strength.most());
        openAt = now + delay(now);
    }

    /** Takes back what was counted for an attempt that was right after all, or was not made. */
    void discount(long now) {
        leak(now);
        failures = Math.max(0, failures - 1);
        openAt = now;
    }

    private long delay(long now) {
        leak(now);
        return strength.delay(failures);
    }

    private void leak(long now) {
        failures = Math.max(
                0, failures - (double) (now - leakedAt) / strength.leak().toNanos());
        leakedAt = now;
    }
}
