package io.stowage.registry.testing.nfs;

import io.stowage.registry.testing.nfs.Lookups.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files that a client has open, and which of their names it only hid when those were removed. */
final class OpenFiles {
    private final Map<Inode, Integer> counts = new HashMap<>();
    private final Map<Inode, Set<Place>> hidden = new HashMap<>();

    void opened(Inode inode) {
        counts.merge(inode, 1, Integer::sum);
    }

    /** The hidden names that are to be removed now. */
    Set<Place> closed(Inode inode) {
        counts.computeIfPresent(inode, (any, count) -> count == 1 ? null : count - 1);
        Set<Place> names = counts.containsKey(inode) ? null : hidden.remove(inode);
        return names == null ? Set.of() : names;
    }

    boolean isOpen(Inode inode) {
        return counts.containsKey(inode);
    }

    void hide(Inode inode, Place name) {
        hidden.computeIfAbsent(inode, any -> new HashSet<>()).add(name);
    }

    boolean isHidden(Inode inode, Place name) {
        return hidden.getOrDefault(inode, Set.of()).contains(name);
    }
}
