package io.stowage.registry.storage.filesystem;

import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects a page: candidates come in order, and are looked at only until the page is full. */
final class Pages {
    private Pages() {}

    /** Whether a candidate belongs to the list. */
    @FunctionalInterface
    interface Check<T> {
        boolean test(T candidate) throws IOException;
    }

    /** The page of those candidates, sorted by their text, that pass the check. */
    static <T> Page<T> of(List<T> sorted, PageRequest request, Check<T> check) throws IOException {
        List<T> entries = new ArrayList<>();
        for (T candidate : sorted) {
            if (!request.includes(candidate.toString()) || !check.test(candidate)) {
                continue;
            }
            if (entries.size() == request.limit()) {
                return new Page<>(entries, true);
            }
            entries.add(candidate);
        }
        return new Page<>(entries, false);
    }
}
