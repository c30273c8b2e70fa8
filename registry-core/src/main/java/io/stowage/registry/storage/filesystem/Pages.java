package io.stowage.registry.storage.filesystem;

import io.stowage.storage.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Collects a page: candidates come in order, and are looked at only until the page is full. */
final class Pages {
    private Pages() {}

    /** Whether a candidate belongs to the list. */
    @FunctionalInterface
    interface Check<T> {
        boolean test(T candidate) throws IOException;
    }

    /** The page of those candidates that pass the check; they come after what the request names, in byte order. */
    static <T> Page<T> of(Iterator<T> candidates, int limit, Check<T> check) throws IOException {
        List<T> entries = new ArrayList<>();
        while (candidates.hasNext()) {
            T candidate = candidates.next();
            if (!check.test(candidate)) {
                continue;
            }
            if (entries.size() == limit) {
                return new Page<>(entries, true);
            }
            entries.add(candidate);
        }
        return new Page<>(entries, false);
    }
}
