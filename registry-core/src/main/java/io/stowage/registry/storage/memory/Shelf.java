package io.stowage.registry.storage.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

    /** What is aside, by key. Not to be changed. */
    Map<String, T> aside() {
        return aside;
    }

    /** Removes a thing if it is just this one, and in its place. */
    boolean remove(String key, Object thing) {
        return there.get(key) == thing && there.remove(key) != null;
    }

    /** What is there or aside, and stays where it is. */
    Optional<T> peek(Object key) {
        return Optional.ofNullable(there.get(key.toString())).or(() -> Optional.ofNullable(aside.get(key.toString())));
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

    /**
     * What a sweep did to a shelf.
     *
     * @param waiting what is aside, and until when
     */
    record Swept<T>(List<T> freed, List<T> aside, List<T> young, Map<T, Instant> waiting, int broughtBack) {}

    /** What is needed comes back; what is named is not removed. */
    Swept<T> sweep(Predicate<String> needed, Predicate<String> named, Instant startedAt, Duration grace) {
        Swept<T> swept = new Swept<>(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new IdentityHashMap<>(), broughtBack(needed));
        for (String key : List.copyOf(aside.keySet())) {
            Instant at = since.getOrDefault(key, Instant.MAX);
            if (!named.test(key) && at.isBefore(startedAt) && !at.plus(grace).isAfter(startedAt)) {
                swept.freed.add(aside.remove(key));
                since.remove(key);
            } else {
                swept.waiting.put(aside.get(key), at.plus(grace));
            }
        }
        for (String key : List.copyOf(there.keySet())) {
            if (!needed.test(key) && isOld(key, startedAt, grace)) {
                T thing = there.remove(key);
                swept.aside.add(thing);
                swept.waiting.put(thing, startedAt.plus(grace));
                aside.put(key, thing);
                since.put(key, startedAt);
            } else if (!needed.test(key)) {
                swept.young.add(there.get(key));
            }
        }
        return swept;
    }

    /** What sweeps to the end would do; changes nothing. */
    Swept<T> rehearse(Predicate<String> needed, Instant startedAt, Duration grace) {
        Swept<T> swept = new Swept<>(
                new ArrayList<>(), List.of(), new ArrayList<>(), new IdentityHashMap<>(), countBack(needed));
        aside.forEach((key, thing) -> {
            if (!needed.test(key)) {
                swept.freed.add(thing);
                swept.waiting.put(thing, since.getOrDefault(key, startedAt).plus(grace));
            }
        });
        there.forEach((key, thing) -> {
            if (!needed.test(key)) {
                (isOld(key, startedAt, grace) ? swept.freed : swept.young).add(thing);
            }
        });
        return swept;
    }

    private int broughtBack(Predicate<String> needed) {
        List<String> back = aside.keySet().stream().filter(needed).toList();
        back.forEach(this::get);
        return back.size();
    }

    private int countBack(Predicate<String> needed) {
        return (int) aside.keySet().stream().filter(needed).count();
    }

    private boolean isOld(String key, Instant startedAt, Duration grace) {
        return !since.getOrDefault(key, Instant.MAX).plus(grace).isAfter(startedAt);
    }
}
