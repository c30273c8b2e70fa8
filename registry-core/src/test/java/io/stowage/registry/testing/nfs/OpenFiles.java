package io.stowage.registry.testing.nfs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files that a client has open, and which of them it only hid when they were removed. */
final class OpenFiles {
    private final Map<Inode, Integer> counts = new HashMap<>();
    private final Set<Inode> hidden = new HashSet<>();

    void opened(Inode inode) {
        counts.merge(inode, 1, Integer::sum);
    }

    /** Whether a hidden file is to be removed now. */
    boolean closed(Inode inode) {
        counts.computeIfPresent(inode, (any, count) -> count == 1 ? null : count - 1);
        return !counts.containsKey(inode) && hidden.remove(inode);
    }

    boolean isOpen(Inode inode) {
        return counts.containsKey(inode);
    }

    void hide(Inode inode) {
        hidden.add(inode);
    }

    boolean isHidden(Inode inode) {
        return hidden.contains(inode);
    }
}
