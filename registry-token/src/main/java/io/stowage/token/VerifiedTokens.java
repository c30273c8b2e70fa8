package io.stowage.token;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.stowage.registry.auth.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens whose signature was verified, by their SHA-256: a client shows the same one with every request, and to verify it
 * takes the better part of a millisecond. Safe for use by many threads.
 *
 * @param <K> of the key that verified
 */
final class VerifiedTokens<K> {
    private static final int REMEMBERED = 10_000;

    private final Cache<HashCode, Verified<K>> remembered =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * What is known of a token.
     *
     * @param caller whose it is
     * @param key what verified it
     * @param end when it is good no longer
     */
    record Verified<K>(Caller caller, K key, Instant end) {}

    /** What was found of a token before, if it is still good by the clock. Whether its key is, the caller asks. */
    Optional<Verified<K>> find(String token, Instant now) {
        HashCode hash = hash(token);
        Optional<Verified<K>> found = Optional.ofNullable(remembered.getIfPresent(hash));
        if (found.isPresent() && !now.isBefore(found.get().end())) {
            remembered.invalidate(hash);
            return Optional.empty();
        }
        return found;
    }

    void remember(String token, Verified<K> verified) {
        remembered.put(hash(token), verified);
    }

    private static HashCode hash(String token) {
        return Hashing.sha256().hashString(token, StandardCharsets.UTF_8);
    }
}
