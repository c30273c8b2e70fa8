package io.stowage.storage;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which part of a list is wanted: up to {@code limit} entries whose text comes after {@code last} in byte order.
 *
 * @param last the text after which to begin, itself left out; it need not be an entry, nor be well-formed as one; empty
 *     for the beginning
 * @param limit the most entries to answer, not negative
 */
public record PageRequest(Optional<String> last, int limit) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the limit is negative
     */
    public PageRequest {
        requireNonNull(last, "last is null");
        if (limit < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
    }

    /** The first entries. */
    public static PageRequest first(int limit) {
        return new PageRequest(Optional.empty(), limit);
    }

    /** The entries after the given text. */
    public static PageRequest after(String last, int limit) {
        return new PageRequest(Optional.of(last), limit);
    }

    /** Whether an entry with this text comes after {@link #last()}. */
    public boolean includes(String text) {
        return last.isEmpty() || text.compareTo(last.get()) > 0;
    }

    /** The same request with a limit that is not above the given one. */
    public PageRequest atMost(int most) {
        return limit <= most ? this : new PageRequest(last, most);
    }
}
