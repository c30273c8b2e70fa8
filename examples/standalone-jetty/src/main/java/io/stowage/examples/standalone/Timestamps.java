package io.stowage.examples.standalone;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The one way in which times are written: UTC, milliseconds, always of the same length. */
final class Timestamps {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    static String text(Instant instant) {
        return FORM.format(instant);
    }
}
