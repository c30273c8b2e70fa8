package io.stowage.registry.upload;

/**
 * A range of bytes, half open. HTTP's inclusive form stays in the adapter.
 *
 * @param start the first byte
 * @param end the byte after the last; greater than {@code start}
 */
public record ContentRange(long start, long end) {

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the range is empty, reversed or negative
     */
    public ContentRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("not a range: " + start + " to " + end);
        }
    }

    /** The number of bytes in it. */
    public long length() {
        return end - start;
    }
}
