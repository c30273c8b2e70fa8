package io.stowage.examples.standalone;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many bytes may be read in a second.
 *
 * @param bytesPerSecond positive; {@link Long#MAX_VALUE} for as many as possible
 */
record Rate(long bytesPerSecond) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)\\s?([KMGT]i?)?B?(?:/s)?");
    private static final Map<String, Long> UNITS = Map.of(
            "K",
            1000L,
            "M",
            1000_000L,
            "G",
            1000_000_000L,
            "T",
            1000_000_000_000L,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40);

    /**
     * Reads a rate such as {@code 50MiB/s}, {@code 1.5GB}, {@code 800K} or {@code unlimited}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Rate parse(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("unlimited")) {
            return new Rate(Long.MAX_VALUE);
        }
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            long unit = matcher.group(2) == null ? 1 : UNITS.getOrDefault(matcher.group(2), 1L);
            BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
            if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(BigDecimal.valueOf(1L << 50)) <= 0) {
                return new Rate(bytes.longValue());
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a rate such as 50MiB/s, or 'unlimited'");
    }

    static final class Converter implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
