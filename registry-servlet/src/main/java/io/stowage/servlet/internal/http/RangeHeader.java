package io.stowage.servlet.internal.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The {@code Range} of a request for part of a blob (RFC 9110 section 14), as its client wrote it.
 *
 * <p>One departure from the RFC: a range whose end lies before its beginning cannot be satisfied here, rather than making
 * the whole header void. The conformance suite asks for that.
 *
 * @param wanted the ranges, at least one
 */
public record RangeHeader(List<Wanted> wanted) {
    /**
     * The most ranges that are served apart; a request for more is answered with the whole, as the RFC allows. Podman asks
     * for up to 1,024 pieces of a layer.
     */
    private static final int MOST_RANGES = 1024;

    private static final String UNIT = "bytes=";

    /** Copies the list. */
    public RangeHeader {
        wanted = List.copyOf(wanted);
    }

    /**
     * One range as written.
     *
     * @param first the first byte, or -1 for the last bytes of the content
     * @param last the last byte, or how many of the last bytes
     */
    public record Wanted(long first, long last) {}

    /**
     * A part of content.
     *
     * @param offset where it begins
     * @param length how many bytes it has, at least one
     */
    public record Part(long offset, long length) {
        long end() {
            return offset + length;
        }

        /** The value of {@code Content-Range} for this part. */
        public String contentRange(long size) {
            return "bytes " + offset + "-" + (end() - 1) + "/" + size;
        }
    }

    /** What is to be served. */
    public sealed interface Selection {}

    /** Everything, as if there were no range. */
    public record Whole() implements Selection {}

    /**
     * Some parts.
     *
     * @param parts at least one; no two overlap
     */
    public record Parts(List<Part> parts) implements Selection {}

    /** Nothing: no part of the content was asked for. */
    public record Unsatisfiable() implements Selection {}

    /** Parses a header, or answers empty for one that is to be ignored: of another unit, malformed, or too long. */
    public static Optional<RangeHeader> tryParse(String header) {
        String text = header.strip();
        if (!text.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<Wanted> wanted = new ArrayList<>();
        int start = UNIT.length();
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            String spec = text.substring(start, end).strip();
            start = end + 1;
            if (spec.isEmpty()) {
                continue; // RFC 9110 section 5.6.1: empty list elements do not count
            }
            Optional<Wanted> range = tryParseRange(spec);
            if (range.isEmpty() || wanted.size() == MOST_RANGES) {
                return Optional.empty();
            }
            wanted.add(range.get());
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(new RangeHeader(wanted));
    }

    private static Optional<Wanted> tryParseRange(String spec) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        String first = spec.substring(0, dash);
        String last = spec.substring(dash + 1);
        if ((first.isEmpty() && last.isEmpty()) || !isDigits(first) || !isDigits(last)) {
            return Optional.empty();
        }
        return Optional.of(
                new Wanted(first.isEmpty() ? -1 : number(first), last.isEmpty() ? Long.MAX_VALUE : number(last)));
    }

    /** What these ranges mean for content of a size. */
    public Selection select(long size) {
        if (size == 0) {
            // Some clients put "bytes=0-" on everything; an empty blob is then all there is, and no error.
            return new Whole();
        }
        List<Part> parts = new ArrayList<>();
        for (Wanted range : wanted) {
            long offset = range.first() < 0 ? Math.max(0, size - range.last()) : range.first();
            long last = range.first() < 0 ? size - 1 : Math.min(range.last(), size - 1);
            if (offset <= last) {
                parts.add(new Part(offset, last - offset + 1));
            }
        }
        return parts.isEmpty() ? new Unsatisfiable() : new Parts(withoutOverlap(parts));
    }

    /**
     * The same bytes, each at most once: overlapping ranges would make an answer far larger than the blob. Parts that do
     * not overlap stay apart and in the order of the request, for clients that count them.
     */
    private static List<Part> withoutOverlap(List<Part> parts) {
        List<Part> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Part::offset));
        List<Part> merged = new ArrayList<>();
        for (Part part : sorted) {
            Part before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && part.offset() < before.end()) {
                long end = Math.max(before.end(), part.end());
                merged.set(merged.size() - 1, new Part(before.offset(), end - before.offset()));
            } else {
                merged.add(part);
            }
        }
        return List.copyOf(merged.size() == parts.size() ? parts : merged);
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number of any length; one that no content can have is as good as the largest. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
