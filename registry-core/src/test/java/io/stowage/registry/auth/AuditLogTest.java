package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AuditEvent.Kind;
import io.stowage.registry.auth.internal.LogLines;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a line looks like, and that nobody forges one. */
class AuditLogTest {
    private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aLineNamesWhoDidWhatFromWhere() {
        AuditEvent event = new AuditEvent(
                AT,
                Kind.MANIFEST_PUSHED,
                "bob",
                "2001:db8::1",
                Optional.of(RepositoryName.parse("team/app")),
                "sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
                "tags 1.0, latest");

        assertEquals(
                "event=manifest_pushed caller=bob address=2001:db8::1 repository=team/app "
                        + "subject=sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b "
                        + "detail=\"tags 1.0, latest\"",
                AuditLog.line(event));
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        assertEquals("event=login_failed address=10.0.0.1", line(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alice                     | alice",
                "alice@example.com         | alice@example.com",
                "`a b`                     | `\"a b\"`",
                "a=b                       | `\"a=b\"`",
                "`a\" address=\"1.2.3.4`   | `\"a\\\" address=\\\"1.2.3.4\"`",
                "`a\\`                     | `\"a\\\\\"`",
                "`a\nevent=b`              | `\"a\\u000aevent=b\"`",
                "`a\r\nb`                  | `\"a\\u000d\\u000ab\"`",
                "`a\tb\u001b[31m`    | `\"a\\u0009b\\u001b[31m\"`",
                "`a\u0085b\u2028c\u2029`   | `\"a\\u0085b\\u2028c\\u2029\"`",
                "`a\u202Eb\u2066c\u200Bd`  | `\"a\\u202eb\\u2066c\\u200bd\"`",
                "`a\uFEFFb\u00A0c\uD800d`  | `\"a\\ufeffb\\u00a0c\\ud800d\"`",
                "ü€😀                       | `\"ü€😀\"`",
                "`{}`                      | `\"{}\"`",
            })
    void aValueFromOutsideStaysOneValue(String value, String printed) {
        assertEquals("event=login_failed caller=" + printed + " address=10.0.0.1", line(value));
    }

    @Test
    void aLongValueIsCutBetweenCharacters() {
        assertEquals(
                "event=login_failed caller=\"" + "x".repeat(255) + "…\" address=10.0.0.1",
                line("x".repeat(255) + "😀".repeat(5000)));
        assertTrue(line("\n".repeat(100_000)).length() < 2000);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatShouldNotHaveBeenTriedIsAWarning(Kind kind) {
        try (LogLines log = new LogLines("io.stowage.audit")) {
            new AuditLog().on(event(kind, "{}{0}"));

            String level = kind == Kind.LOGIN_FAILED || kind == Kind.DENIED ? "WARNING" : "INFO";
            String name = kind.name().toLowerCase(Locale.ROOT);
            assertEquals(List.of(level + " event=" + name + " caller=\"{}{0}\" address=10.0.0.1"), log.take());
        }
    }

    @Test
    void aFloodOfFailedLoginsIsFewLines() {
        try (LogLines log = new LogLines("io.stowage.audit")) {
            AuditLog audit = new AuditLog();
            for (int i = 0; i < 10_000; i++) {
                audit.on(event(Kind.LOGIN_FAILED, "user" + i));
            }

            assertEquals(20, log.take().size());
        }
    }

    private static String line(String caller) {
        return AuditLog.line(event(Kind.LOGIN_FAILED, caller));
    }

    private static AuditEvent event(Kind kind, String caller) {
        return new AuditEvent(AT, kind, caller, "10.0.0.1", Optional.empty(), "", "");
    }
}
