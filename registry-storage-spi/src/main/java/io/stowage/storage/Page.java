package io.stowage.storage;

import java.util.List;

/**
 * A part of a list in byte order.
 *
 * @param entries the entries, unmodifiable; never more than the request's limit
 * @param more whether the list goes on after the last of them
 * @param <T> what is listed
 */
public record Page<T>(List<T> entries, boolean more) {

    /** Copies the entries. */
    public Page {
        entries = List.copyOf(entries);
    }
}
