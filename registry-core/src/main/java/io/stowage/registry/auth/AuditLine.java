package io.stowage.registry.auth;

import java.util.Locale;
import java.util.regex.Pattern;

/** An event as one line for people and programs, which nobody outside can make look like two or like another. */
final class AuditLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@+-]+");
    private static final int LONGEST_VALUE = 256;

    private AuditLine() {}

    static String of(AuditEvent event) {
        StringBuilder line =
                new StringBuilder("event=").append(event.kind().name().toLowerCase(Locale.ROOT));
        append(line, "caller", event.caller());
        append(line, "address", event.address());
        append(line, "repository", event.repository().map(Object::toString).orElse(""));
        append(line, "subject", event.subject());
        append(line, "detail", event.detail());
        return line.toString();
    }

    /** The beginning of a text; whole characters only. */
    static String cut(String text) {
        if (text.length() <= LONGEST_VALUE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_VALUE - 1)) ? LONGEST_VALUE - 1 : LONGEST_VALUE;
        return text.substring(0, end) + "…";
    }

    private static void append(StringBuilder line, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        line.append(' ').append(name).append('=');
        if (value.length() <= LONGEST_VALUE && PLAIN.matcher(value).matches()) {
            line.append(value);
        } else {
            quote(line, cut(value));
        }
    }

    private static void quote(StringBuilder line, String value) {
        line.append('"');
        value.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                line.append('\\').append((char) point);
            } else if (isSeen(point)) {
                line.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    line.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        line.append('"');
    }

    /** Not so: what ends lines, moves the cursor, turns the direction of writing, or cannot be seen. */
    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
