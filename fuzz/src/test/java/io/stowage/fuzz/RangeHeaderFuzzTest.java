package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.servlet.internal.http.MultipartRanges;
import io.stowage.servlet.internal.http.RangeHeader;
import io.stowage.servlet.internal.http.RangeHeader.Part;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link RangeHeader}: the bytes that RFC 9110 says, each once. The input is the size of the content, then the header. */
class RangeHeaderFuzzTest {
    private static final int MOST_RANGES = 1024;
    /** Up to here, every byte is looked at. */
    private static final int SMALL = 4096;

    private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

    @FuzzTest
    void selectsTheBytesAskedForAndNoOthers(byte[] data) {
        String text = Input.text(data);
        Optional<Long> size = size(Input.head(text));
        if (size.isEmpty()) {
            return;
        }
        String header = Input.tail(text);

        Optional<RangeHeader> parsed = RangeHeader.tryParse(header);

        Optional<List<BigInteger[]>> expected = understood(header);
        assertEquals(expected.isPresent(), parsed.isPresent());
        if (parsed.isPresent()) {
            assertTrue(!parsed.get().wanted().isEmpty() && parsed.get().wanted().size() <= MOST_RANGES);
            check(parsed.get().select(size.get()), expected.get(), size.get());
        }
    }

    private static void check(RangeHeader.Selection selection, List<BigInteger[]> wanted, long size) {
        if (size == 0) {
            assertInstanceOf(RangeHeader.Whole.class, selection);
        } else if (selection instanceof RangeHeader.Parts some) {
            List<Part> parts = some.parts();
            assertTrue(!parts.isEmpty() && parts.size() <= wanted.size());
            for (Part part : parts) {
                assertTrue(part.offset() >= 0 && part.length() >= 1 && part.offset() <= size - part.length());
                assertEquals(
                        "bytes %d-%d/%d".formatted(part.offset(), part.offset() + part.length() - 1, size),
                        part.contentRange(size));
            }
            checkDisjoint(parts);
            if (size < Long.MAX_VALUE / 2) {
                long bytes = parts.stream().mapToLong(Part::length).sum();
                assertTrue(bytes <= size && new MultipartRanges(parts, size).contentLength() > bytes);
            }
            if (size <= SMALL) {
                assertEquals(bytes(wanted, (int) size), bytesOf(parts));
            }
        } else {
            assertInstanceOf(RangeHeader.Unsatisfiable.class, selection);
            if (size <= SMALL) {
                assertTrue(bytes(wanted, (int) size).isEmpty());
            }
        }
    }

    private static void checkDisjoint(List<Part> parts) {
        List<Part> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Part::offset));
        for (int i = 1; i < sorted.size(); i++) {
            Part before = sorted.get(i - 1);
            assertFalse(before.offset() + before.length() > sorted.get(i).offset(), "two parts overlap");
        }
    }

    /** The header read the slow way: pairs of first and last, null where there is no number; empty if to be ignored. */
    private static Optional<List<BigInteger[]>> understood(String header) {
        String text = header.strip();
        if (text.length() < 6 || !text.substring(0, 6).equalsIgnoreCase("bytes=")) {
            return Optional.empty();
        }
        List<BigInteger[]> ranges = new ArrayList<>();
        for (String element : text.substring(6).split(",", -1)) {
            String spec = element.strip();
            Matcher matcher = SPEC.matcher(spec);
            if (spec.isEmpty()) {
                continue;
            }
            if (spec.equals("-") || !matcher.matches()) {
                return Optional.empty();
            }
            ranges.add(new BigInteger[] {number(matcher.group(1)), number(matcher.group(2))});
        }
        return ranges.isEmpty() || ranges.size() > MOST_RANGES ? Optional.empty() : Optional.of(ranges);
    }

    private static BigInteger number(String digits) {
        return digits.isEmpty() ? BigInteger.ONE.negate() : new BigInteger(digits);
    }

    private static BitSet bytes(List<BigInteger[]> wanted, int size) {
        BitSet bytes = new BitSet(size);
        BigInteger end = BigInteger.valueOf(size);
        for (BigInteger[] range : wanted) {
            if (range[0].signum() < 0) {
                bytes.set(size - range[1].min(end).intValue(), size);
            } else {
                BigInteger last = range[1].signum() < 0 ? end : range[1];
                int first = range[0].min(end).intValue();
                bytes.set(
                        first, Math.max(first, last.add(BigInteger.ONE).min(end).intValue()));
            }
        }
        return bytes;
    }

    private static BitSet bytesOf(List<Part> parts) {
        BitSet bytes = new BitSet();
        parts.forEach(part -> bytes.set((int) part.offset(), (int) (part.offset() + part.length())));
        return bytes;
    }

    private static Optional<Long> size(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(size -> size >= 0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
