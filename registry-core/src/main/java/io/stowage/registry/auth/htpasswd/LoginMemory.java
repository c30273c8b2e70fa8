package io.stowage.registry.auth.htpasswd;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Which passwords were right and which were wrong of late, by their fingerprints. A fingerprint comes from the hash in
 * the file too, so that a new hash forgets them. Safe for use by many threads.
 */
final class LoginMemory {
    private static final int MOST = 10_000;

    /** Between two uses of a right one. */
    static final Duration LONGEST_DISUSE = Duration.ofMinutes(30);

    /** From the check of a wrong one, whose user may be waiting for it to become right. */
    static final Duration WRONG_FOR = Duration.ofMinutes(10);

    private final Cache<HashCode, Boolean> right;
    private final Cache<HashCode, Boolean> wrong;

    LoginMemory(Ticker ticker) {
        right = CacheBuilder.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST)
                .expireAfterAccess(LONGEST_DISUSE)
                .build();
        wrong = CacheBuilder.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST)
                .expireAfterWrite(WRONG_FOR)
                .build();
    }

    /** Whether the password was right; empty if nothing is known of it. */
    Optional<Boolean> recall(HashCode fingerprint) {
        if (right.getIfPresent(fingerprint) != null) {
            return Optional.of(true);
        }
        return wrong.getIfPresent(fingerprint) == null ? Optional.empty() : Optional.of(false);
    }

    /** Remembers what a check said. */
    void remember(HashCode fingerprint, boolean isRight) {
        (isRight ? right : wrong).put(fingerprint, isRight);
    }
}
