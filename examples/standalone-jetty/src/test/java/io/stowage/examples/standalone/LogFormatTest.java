package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AuditEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a log record and a request look like in both forms. */
class LogFormatTest {
    private static final String NASTY = "a \"quote\", a \\ and\nnew\r\nlines\t\u0000\u001b[31m\u2028ü€😀";

    @Test
    void aJsonRecordIsOneObjectOnOneLine() throws IOException {
        String line = new JsonFormatter().format(record(Level.WARNING, NASTY, null));

        assertEquals(1, line.lines().count());
        JsonNode json = new ObjectMapper().readTree(line);
        assertEquals("2026-11-23T17:40:00.120Z", json.get("time").textValue());
        assertEquals("warn", json.get("level").textValue());
        assertEquals("io.stowage.Example", json.get("logger").textValue());
        assertEquals(NASTY, json.get("message").textValue());
        assertEquals(4, json.size());
    }

    @Test
    void aJsonRecordCarriesTheStackTraceOfItsException() throws IOException {
        Exception thrown = new IllegalStateException(NASTY, new IOException("the cause"));

        String line = new JsonFormatter().format(record(Level.SEVERE, "failed", thrown));

        assertEquals(1, line.lines().count());
        String trace = new ObjectMapper().readTree(line).get("exception").textValue();
        assertTrue(trace.startsWith("java.lang.IllegalStateException: " + NASTY), trace);
        assertTrue(trace.contains("Caused by: java.io.IOException: the cause"), trace);
        assertTrue(trace.contains("at " + getClass().getName()), trace);
    }

    @Test
    void anAuditRecordHasItsValuesAsMembers() throws IOException {
        String line = new JsonFormatter().format(denied(NASTY));

        assertEquals(1, line.lines().count());
        JsonNode json = new ObjectMapper().readTree(line);
        assertEquals("2026-11-23T17:40:00.120Z", json.get("time").textValue());
        assertEquals("warn", json.get("level").textValue());
        assertEquals("io.stowage.audit", json.get("logger").textValue());
        assertEquals("denied", json.get("event").textValue());
        assertEquals(NASTY, json.get("caller").textValue());
        assertEquals("192.0.2.7", json.get("address").textValue());
        assertEquals("team/app", json.get("repository").textValue());
        assertEquals("repository:team/app:push", json.get("subject").textValue());
        assertEquals(8, json.size());
    }

    @Test
    void anAuditRecordAsTextIsTheLineOfTheAuditLog() {
        assertEquals(
                "2026-11-23T17:40:00.120Z warn  io.stowage.audit: event=denied caller=\"a {0} b\\u000a\" "
                        + "address=192.0.2.7 repository=team/app subject=repository:team/app:push",
                new TextFormatter().format(denied("a {0} b\n")));
    }

    @Test
    void aTextRecordStaysOnItsLineWhateverItsMessage() {
        String line = new TextFormatter().format(record(Level.FINE, "said: a\nb\u001b[31m", null));

        assertEquals("2026-11-23T17:40:00.120Z debug io.stowage.Example: said: a\\u000ab\\u001b[31m", line);
    }

    @Test
    void aTextRecordHasTheStackTraceBelow() {
        String text = new TextFormatter().format(record(Level.INFO, "failed", new IOException("why")));

        assertTrue(text.startsWith("2026-11-23T17:40:00.120Z info  io.stowage.Example: failed\n"), text);
        assertTrue(text.contains("\njava.io.IOException: why\n\tat "), text);
    }

    @Test
    void anAccessLineNamesAllThatWasAskedFor() {
        assertEquals(
                "2026-11-23T17:40:00.120Z access 127.0.0.1 PUT /v2/a/manifests/1 201 in=1043 out=0 12ms "
                        + "\"docker/28 \\\"x\\\"\\u000a\"",
                entry("docker/28 \"x\"\n").text());
    }

    @Test
    void anAccessObjectNamesAllThatWasAskedFor() throws IOException {
        JsonNode json = new ObjectMapper().readTree(entry(NASTY).json());

        assertEquals("2026-11-23T17:40:00.120Z", json.get("time").textValue());
        assertEquals("127.0.0.1", json.get("remote").textValue());
        assertEquals("PUT", json.get("method").textValue());
        assertEquals("/v2/a/manifests/1", json.get("path").textValue());
        assertEquals(201, json.get("status").intValue());
        assertEquals(1043, json.get("in").longValue());
        assertEquals(0, json.get("out").longValue());
        assertEquals(12.345, json.get("ms").doubleValue());
        assertEquals(NASTY, json.get("agent").textValue());
    }

    private static LogRecord denied(String caller) {
        return new AuditRecord(new AuditEvent(
                Instant.parse("2026-11-23T17:40:00.12Z"),
                AuditEvent.Kind.DENIED,
                caller,
                "192.0.2.7",
                Optional.of(RepositoryName.parse("team/app")),
                "repository:team/app:push",
                ""));
    }

    private static LogRecord record(Level level, String message, @Nullable Throwable thrown) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("io.stowage.Example");
        record.setInstant(Instant.parse("2026-11-23T17:40:00.12Z"));
        record.setThrown(thrown);
        return record;
    }

    private static AccessLog.Entry entry(String agent) {
        return new AccessLog.Entry(
                Instant.parse("2026-11-23T17:40:00.12Z"),
                "127.0.0.1",
                "PUT",
                "/v2/a/manifests/1",
                201,
                1043,
                0,
                12_345,
                agent);
    }
}
