package io.stowage.registry.storage.memory;

import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Cuts a page out of a sorted map. */
final class Paging {
    private Paging() {}

    /** The page of those entries that are listed at all. */
    static <V, T> Page<T> page(
            NavigableMap<String, V> sorted,
            PageRequest request,
            BiPredicate<String, V> listed,
            BiFunction<String, V, T> entryOf) {
        NavigableMap<String, V> rest =
                request.last().map(last -> sorted.tailMap(last, false)).orElse(sorted);
        List<T> entries = new ArrayList<>();
        for (Map.Entry<String, V> each : rest.entrySet()) {
            if (listed.test(each.getKey(), each.getValue())) {
                if (entries.size() == request.limit()) {
                    return new Page<>(entries, true);
                }
                entries.add(entryOf.apply(each.getKey(), each.getValue()));
            }
        }
        return new Page<>(entries, false);
    }
}
