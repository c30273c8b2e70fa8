package io.stowage.registry.auth.htpasswd;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing, for each user at each address and for each address; what fails at one address is nothing to
 * another. Is asked only about passwords that are not remembered.
 *
 * <p>While many guesses arrive at a brake, it would be luck whose comes at the moment that it opens, and good users share
 * addresses with bad ones. So a password that comes for the first time is turned away then, and may be tried when it
 * comes again after the time it was told: users do that, and guesses that are never the same twice do not.
 *
 * <p>Safe for use by many threads. What strangers can fill is bounded.
 */
final class LoginThrottle {
    private static final Brake.Strength PAIR =
            new Brake.Strength(5, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(2));
    private static final Brake.Strength ADDRESS =
            new Brake.Strength(50, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** After that a brake has leaked empty. */
    private static final Duration LONGEST_MEMORY = Duration.ofMinutes(20);

    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(2);
    private static final long CROWD_DELAY = Duration.ofSeconds(1).toNanos();
    private static final int MOST_BRAKES = 10_000;
    private static final int MOST_PATIENT = 50_000;

    private final Ticker ticker;

    // All of these are used under the lock of this object.
    private final Cache<HashCode, Brake> pairs;
    private final Cache<String, Brake> addresses;
    private final Cache<HashCode, Long> patient;

    LoginThrottle(Ticker ticker) {
        this.ticker = ticker;
        this.pairs = cache(MOST_BRAKES).expireAfterAccess(LONGEST_MEMORY).build();
        this.addresses = cache(MOST_BRAKES).expireAfterAccess(LONGEST_MEMORY).build();
        this.patient = cache(MOST_PATIENT).expireAfterWrite(LONGEST_PATIENCE).build();
    }

    /**
     * Who tries what.
     *
     * @param password the fingerprint of user and password
     * @param pair that of user and address
     * @param address where from
     */
    record Attempt(HashCode password, HashCode pair, String address) {}

    /**
     * Whether a password may be checked. If so it counts as a failure until {@link #succeeded} or {@link #notMade} is
     * called.
     *
     * @return empty if it may; else when to come again
     */
    synchronized Optional<Duration> admit(Attempt attempt) {
        long now = ticker.read();
        Brake pair = brake(pairs, attempt.pair(), PAIR, now);
        Brake address = brake(addresses, attempt.address(), ADDRESS, now);
        long wait = Math.max(pair.remaining(now), address.remaining(now));
        @Nullable Long comeAt = patient.getIfPresent(attempt.password());
        if (comeAt == null && (pair.isCrowded(now) || address.isCrowded(now))) {
            wait = Math.max(wait, CROWD_DELAY);
        } else if (comeAt != null) {
            wait = Math.max(wait, comeAt - now);
        }
        if (wait <= 0) {
            patient.invalidate(attempt.password());
            pair.count(now);
            address.count(now);
            return Optional.empty();
        }
        if (comeAt == null) {
            patient.put(attempt.password(), now + wait);
        }
        pair.turnAway(now);
        address.turnAway(now);
        return Optional.of(Duration.ofNanos(wait));
    }

    /** The password was right. */
    synchronized void succeeded(Attempt attempt) {
        pairs.invalidate(attempt.pair());
        discount(addresses.getIfPresent(attempt.address()));
    }

    /** The password was not looked at after all. */
    synchronized void notMade(Attempt attempt) {
        discount(pairs.getIfPresent(attempt.pair()));
        discount(addresses.getIfPresent(attempt.address()));
    }

    /** How many brakes are kept. */
    synchronized long brakes() {
        return pairs.size() + addresses.size();
    }

    private void discount(@Nullable Brake brake) {
        if (brake != null) {
            brake.discount(ticker.read());
        }
    }

    private static <K> Brake brake(Cache<K, Brake> brakes, K key, Brake.Strength strength, long now) {
        Brake brake = brakes.getIfPresent(key);
        if (brake == null) {
            brake = new Brake(strength, now);
            brakes.put(key, brake);
        }
        return brake;
    }

    private CacheBuilder<Object, Object> cache(int most) {
        return CacheBuilder.newBuilder().ticker(ticker).concurrencyLevel(1).maximumSize(most);
    }
}
