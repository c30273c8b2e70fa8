package io.stowage.registry.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow

    @Test
    void bytesTakeTheirTime() throws InterruptedIOException {
        RateLimit rate = new RateLimit(1000, time::get, time::addAndGet);
        long begin = time.get();

        for (int i = 0; i < 100; i++) {
            rate.spend(50);
        }

        assertEquals(TimeUnit.SECONDS.toNanos(5), time.get() - begin);
    }

    @Test
    void whatWasNotReadInThePastIsNotReadFasterNow() throws InterruptedIOException {
        RateLimit rate = new RateLimit(1000, time::get, time::addAndGet);
        time.addAndGet(TimeUnit.HOURS.toNanos(1));
        long begin = time.get();

        rate.spend(500);
        rate.spend(500);

        assertEquals(TimeUnit.SECONDS.toNanos(1), time.get() - begin);
    }

    @Test
    void withoutALimitNobodyWaits() throws InterruptedIOException {
        RateLimit rate = new RateLimit(Long.MAX_VALUE, time::get, nanos -> {
            throw new AssertionError("waited");
        });

        rate.spend(Long.MAX_VALUE);
        rate.spend(Long.MAX_VALUE);
    }

    @Test
    void anInterruptEndsTheWait() {
        RateLimit rate = new RateLimit(1, time::get, nanos -> {
            throw new InterruptedException();
        });

        assertThrows(InterruptedIOException.class, () -> rate.spend(1));
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> rate.spend(1));
        assertTrue(Thread.interrupted());
    }
}
