package io.stowage.registry.verification;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets threads together read no more than so many bytes in a second. */
final class RateLimit {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private long free;

    RateLimit(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    RateLimit(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.free = nanoTime.getAsLong();
    }

    /** What lets a thread wait. */
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    /** Waits until bytes that were read were due. Throws if the thread is interrupted. */
    void spend(long bytes) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the verification was interrupted");
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            try {
                sleeper.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the verification was interrupted");
            }
        }
    }

    private synchronized long reserve(long bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        // What was not read in the past may not be read faster now.
        free = (free - now > 0 ? free : now) + (long) (bytes * SECOND / bytesPerSecond);
        return free - now;
    }
}
