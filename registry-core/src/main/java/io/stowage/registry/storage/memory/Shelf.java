package io.stowage.registry.storage.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Things of one kind in one repository: those that are there, and those that a sweep put aside, which are there again as
 * soon as somebody asks. Guarded by the monitor of {@link MemoryData}.
 *
 * @param <T> what they are
 */
final class Shelf<T> {
    private final NavigableMap<String, T> there = new TreeMap<>();
    private final Map<String, T> aside = new HashMap<>();
    /** When each came, or was put aside. */
    private final Map<String, Instant> since = new HashMap<>();

    /** What is there, by key. Not to be changed. */
    NavigableMap<String, T> there() {
        return there;
    }

    Optional<T> get(Object key) {
        String text = key.toString();
        T away = aside.remove(text);
        if (away != null) {
            there.putIfAbsent(text, away);
        }
        return Optional.ofNullable(there.get(text));
    }

    void put(Object key, T thing, Instant now) {
        there.put(key.toString(), thing);
        aside.remove(key.toString());
        since.put(key.toString(), now);
    }

    boolean remove(Object key) {
        boolean wasAside = aside.remove(key.toString()) != null;
        return there.remove(key.toString()) != null || wasAside;
    }

    Optional<Instant> putAt(Object key) {
        return there.containsKey(key.toString()) ? Optional.ofNullable(since.get(key.toString())) : Optional.empty();
    }

    /** What a sweep did to a shelf. */
    record Swept<T>(List<T> freed, List<T> aside, int broughtBack) {}

    Swept<T> sweep(Predicate<String> needed, Instant startedAt, Duration grace, boolean rehearsal) {
        List<T> freed = new ArrayList<>();
        List<T> away = new ArrayList<>();
        int broughtBack = 0;
        for (String key : List.copyOf(aside.keySet())) {
            Instant at = since.getOrDefault(key, Instant.MAX);
            if (needed.test(key)) {
                broughtBack++;
                if (!rehearsal) {
                    get(key);
                }
            } else if (at.isBefore(startedAt) && !at.plus(grace).isAfter(startedAt)) {
                freed.add(aside.get(key));
                if (!rehearsal) {
                    aside.remove(key);
                    since.remove(key);
                }
            }
        }
        for (String key : List.copyOf(there.keySet())) {
            Instant at = since.getOrDefault(key, Instant.MAX);
            if (!needed.test(key) && !at.plus(grace).isAfter(startedAt)) {
                away.add(there.get(key));
                if (!rehearsal) {
                    aside.put(key, there.remove(key));
                    since.put(key, startedAt);
                }
            }
        }
        return new Swept<>(freed, away, broughtBack);
    }
}
