package io.stowage.token;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys of a directory as they were read, each with its number: a later key has a higher one. Immutable.
 *
 * <p>A key signs from {@link #PROPAGATION} after it was made until the same holds for one with a higher number, and
 * verifies for as long after as tokens may live. The first key has none before it to wait for.
 */
final class KeyRing {
    /** Until then every instance has read a new key, since each reads at least once in {@link TokenKeyDirectory#REREAD}. */
    static final Duration PROPAGATION = Duration.ofMinutes(5);

    /** How far the clocks of instances may be apart. */
    static final Duration CLOCKS = Duration.ofMinutes(5);

    private final NavigableMap<Long, SigningKey> keys;
    private final Map<String, Long> numbers = new HashMap<>();

    KeyRing(Map<Long, SigningKey> keys) {
        this.keys = new TreeMap<>(keys);
        this.keys.forEach((number, key) -> numbers.put(key.id(), number));
    }

    Optional<SigningKey> newest() {
        return Optional.ofNullable(keys.lastEntry()).map(Map.Entry::getValue);
    }

    Optional<SigningKey> signing(Instant now) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(keys.descendingMap().values().stream()
                .filter(key -> !signsFrom(key).isAfter(now))
                .findFirst()
                .orElse(keys.firstEntry().getValue()));
    }

    /** The key of a name, unless it is too old to verify anything. */
    Optional<SigningKey> find(String id, Instant now) {
        return Optional.ofNullable(numbers.get(id))
                .filter(number -> !isOver(number, now))
                .map(keys::get);
    }

    /** The numbers of keys whose last token has expired. */
    List<Long> over(Instant now) {
        return keys.keySet().stream().filter(number -> isOver(number, now)).toList();
    }

    private boolean isOver(long number, Instant now) {
        Map.Entry<Long, SigningKey> next = keys.higherEntry(number);
        return next != null
                && now.isAfter(
                        signsFrom(next.getValue()).plus(TokenKeys.MAX_LIFETIME).plus(CLOCKS));
    }

    private static Instant signsFrom(SigningKey key) {
        return key.created().plus(PROPAGATION);
    }
}
