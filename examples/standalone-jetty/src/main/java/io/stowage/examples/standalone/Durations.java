package io.stowage.examples.standalone;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people write them on command lines: {@code 30m}, {@code 24h}, {@code 7d}, {@code 1h30m}. */
final class Durations implements ITypeConverter<Duration> {
    private static final Pattern WHOLE = Pattern.compile("(?:[0-9]+[smhd])+");
    private static final Pattern PART = Pattern.compile("([0-9]+)([smhd])");
    /** What no arithmetic with clocks overflows on. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time such as 30m, 24h, 7d or 1h30m (units: s, m, h, d)");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            sum = sum.plus(part(text, part.group(1), unit(part.group(2))));
        }
        return sum;
    }

    /** As it would be written: the inverse of {@link #convert}. */
    static String text(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        part(text, duration.toDays() > 2 ? duration.toDaysPart() : 0, "d");
        part(text, duration.toDays() > 2 ? duration.toHoursPart() : duration.toHours(), "h");
        part(text, duration.toMinutesPart(), "m");
        part(text, duration.toSecondsPart(), "s");
        return text.length() == 0 ? "0" : text.toString();
    }

    private static void part(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    private static Duration part(String text, String count, Duration unit) {
        long most = LONGEST.toSeconds() / unit.toSeconds();
        if (count.length() > 12 || Long.parseLong(count) > most) {
            throw new TypeConversionException("'" + text + "' is longer than a century");
        }
        return unit.multipliedBy(Long.parseLong(count));
    }
}
