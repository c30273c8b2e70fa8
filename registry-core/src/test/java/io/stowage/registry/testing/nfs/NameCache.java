package io.stowage.registry.testing.nfs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client remembers of names: which inode each stood for, and which were absent. It believes that until the
 * directory's attributes are asked for again, which opening it does, or changing something in it.
 */
final class NameCache {
    /** {@code acdirmin}; a directory that rests is believed for up to {@code acdirmax}, twice as long. */
    static final Duration BELIEVED = Duration.ofSeconds(30);

    private final NfsServer server;
    private final Map<Inode, Map<String, Entry>> directories = new HashMap<>();

    NameCache(NfsServer server) {
        this.server = server;
    }

    /**
     * A name as it was seen.
     *
     * @param inode empty if it was absent
     */
    record Entry(Optional<Inode> inode, Instant seen) {}

    Optional<Entry> find(Inode directory, String name) {
        Map<String, Entry> known = directories.getOrDefault(directory, Map.of());
        return Optional.ofNullable(known.get(name))
                .filter(entry -> server.now().isBefore(entry.seen().plus(BELIEVED)));
    }

    void remember(Inode directory, String name, Optional<Inode> inode) {
        directories.computeIfAbsent(directory, any -> new HashMap<>()).put(name, new Entry(inode, server.now()));
    }

    void forget(Inode directory, String name) {
        directories.getOrDefault(directory, new HashMap<>()).remove(name);
    }

    /** The directory's attributes are those of now: nothing in it is taken for granted any more. */
    void refresh(Inode directory) {
        directories.remove(directory);
    }

    void forgetAll() {
        directories.clear();
    }
}
