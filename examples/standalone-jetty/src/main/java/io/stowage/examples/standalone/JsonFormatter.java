package io.stowage.examples.standalone;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One JSON object for each record; {@code exception} holds a stack trace and is there only with one.
 *
 * <pre>{"time":"2026-11-23T17:40:00.123Z","level":"info","logger":"io.stowage.Example","message":"…","exception":"…"}</pre>
 *
 * An {@link AuditRecord} has its own members instead of a message.
 */
final class JsonFormatter extends Formatter {
    @Override
    public String format(LogRecord record) {
        return JsonLine.of(json -> {
            json.writeStringField("time", Timestamps.text(record.getInstant()));
            json.writeStringField("level", LogLevel.of(record.getLevel()).toString());
            json.writeStringField("logger", record.getLoggerName());
            if (record instanceof AuditRecord audit) {
                audit.writeTo(json);
            } else {
                json.writeStringField("message", formatMessage(record));
            }
            Throwable thrown = record.getThrown();
            if (thrown != null) {
                json.writeStringField("exception", TextFormatter.stackTrace(thrown));
            }
        });
    }
}
