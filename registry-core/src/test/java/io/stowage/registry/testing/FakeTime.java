package io.stowage.registry.testing;

import com.google.common.base.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes when a test says so, as a clock and as a ticker. */
public final class FakeTime extends Clock {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private volatile Instant now = START;

    /** Of one thread only. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void pass(Duration time) {
        now = now.plus(time);
    }

    public Ticker ticker() {
        return new Ticker() {
            @Override
            public long read() {
                return Duration.between(START, now).toNanos();
            }
        };
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
