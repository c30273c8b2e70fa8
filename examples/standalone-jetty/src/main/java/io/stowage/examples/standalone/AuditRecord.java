package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.auth.AuditEvent;
import io.stowage.registry.auth.AuditLog;
import java.io.IOException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * An audit event on its way to the log: as text {@link AuditLog}'s line, as JSON a member for each of its values.
 *
 * <pre>{"time":"…","level":"warn","logger":"io.stowage.audit","event":"denied","caller":"alice","address":"192.0.2.7",
 * "repository":"team/app","subject":"repository:team/app:push"}</pre>
 */
final class AuditRecord extends LogRecord {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger("io.stowage.audit");

    private final transient AuditEvent event;

    AuditRecord(AuditEvent event) {
        super(
                requireNonNull(event, "event is null").kind().isWarning() ? Level.WARNING : Level.INFO,
                AuditLog.line(event));
        this.event = event;
        setLoggerName(LOG.getName());
        setInstant(event.at());
    }

    /** Writes an event to the log. */
    static void log(AuditEvent event) {
        LOG.log(new AuditRecord(event));
    }

    /** Writes what it is about; what is empty is left out. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField("event", event.kind().name().toLowerCase(Locale.ROOT));
        write(json, "caller", event.caller());
        write(json, "address", event.address());
        write(json, "repository", event.repository().map(Object::toString).orElse(""));
        write(json, "subject", event.subject());
        write(json, "detail", event.detail());
    }

    private static void write(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
