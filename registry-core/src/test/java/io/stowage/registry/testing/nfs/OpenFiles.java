package io.stowage.registry.testing.nfs;

import io.stowage.registry.testing.nfs.Lookups.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which a client has files open, and which of them it made to hide what was removed. As in Linux names
 * count, not files: what is open under one name is removed under another as if it were not open.
 */
final class OpenFiles {
    private final Map<Place, Integer> counts = new HashMap<>();
    private final Map<Object, Place> names = new HashMap<>();
    private final Set<Place> hidden = new HashSet<>();

    void opened(Object opener, Place name) {
        names.put(opener, name);
        counts.merge(name, 1, Integer::sum);
    }

    /** The hidden name that is to be removed now. */
    Optional<Place> closed(Object opener) {
        Place name = names.remove(opener);
        if (name == null) {
            return Optional.empty(); // closed before
        }
        counts.computeIfPresent(name, (any, count) -> count == 1 ? null : count - 1);
        return Optional.of(name).filter(last -> !isOpen(last) && hidden.remove(last));
    }

    boolean isOpen(Place name) {
        return counts.containsKey(name);
    }

    /** What is open under a name has another, by this client's own doing. */
    void renamed(Place from, Place to) {
        if (!from.equals(to)) {
            names.replaceAll((opener, name) -> name.equals(from) ? to : name);
            Integer count = counts.remove(from);
            if (count != null) {
                counts.merge(to, count, Integer::sum);
            }
        }
    }

    void hide(Place name, Place hiding) {
        renamed(name, hiding);
        hidden.add(hiding);
    }

    boolean isHidden(Place name) {
        return hidden.contains(name);
    }
}
