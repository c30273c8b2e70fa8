package io.stowage.examples.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code 2026-11-23T17:40:00.123456Z info  io.stowage.Example: message}, and a stack trace below where there is one. */
final class TextFormatter extends Formatter {
    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(160)
                .append(Timestamps.text(record.getInstant()))
                .append(' ')
                .append(String.format("%-5s", LogLevel.of(record.getLevel())))
                .append(' ')
                .append(record.getLoggerName())
                .append(": ")
                .append(Escaping.controlCharacters(formatMessage(record)));
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            line.append('\n').append(stackTrace(thrown).stripTrailing());
        }
        return line.toString();
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
