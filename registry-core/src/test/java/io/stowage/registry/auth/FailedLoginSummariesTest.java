package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.AuditEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of many failed logins, as {@code caller address detail}. */
class FailedLoginSummariesTest {
    private final List<String> told = new ArrayList<>();
    private final FailedLoginSummaries summaries =
            new FailedLoginSummaries(event -> told.add(event.caller() + " " + event.address() + " " + event.detail()));
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void theFirstOfEachUserAtEachAddressIsToldAtOnce() {
        for (int i = 0; i < 10; i++) {
            failed("alice", "10.0.0.1");
            failed("bob", "10.0.0.1");
            failed("alice", "10.0.0.2");
        }

        assertEquals(List.of("alice 10.0.0.1 wrong", "bob 10.0.0.1 wrong", "alice 10.0.0.2 wrong"), told);
    }

    @Test
    void howManyThereWereMoreIsToldWithTheFirstEventAfterTheMinute() {
        for (int i = 0; i < 10; i++) {
            failed("alice", "10.0.0.1");
        }
        failed("bob", "10.0.0.1");
        told.clear();
        now = now.plusSeconds(60);

        summaries.on(new AuditEvent(now, Kind.BLOB_PUSHED, "carol", "10.0.0.3", Optional.empty(), "", "done"));

        assertEquals(
                List.of(
                        "alice 10.0.0.1 9 more failed logins in the minute from 2026-11-23T12:00:00Z",
                        "carol 10.0.0.3 done"),
                told);
    }

    @Test
    void afterTheMinuteTheFirstIsToldAgain() {
        failed("alice", "10.0.0.1");
        now = now.plusSeconds(60);
        failed("alice", "10.0.0.1");

        assertEquals(List.of("alice 10.0.0.1 wrong", "alice 10.0.0.1 wrong"), told);
    }

    @Test
    void manyUsersAtOneAddressAreCountedTogether() {
        for (int i = 0; i < 1000; i++) {
            failed("user" + i, "10.0.0.1");
        }
        assertEquals(20, told.size());
        told.clear();
        now = now.plusSeconds(61);
        failed("alice", "10.0.0.2");

        assertEquals(
                List.of(
                        " 10.0.0.1 980 more failed logins of other users in the minute from 2026-11-23T12:00:00Z",
                        "alice 10.0.0.2 wrong"),
                told);
    }

    @Test
    void otherEventsAreAllTold() {
        for (int i = 0; i < 100; i++) {
            summaries.on(new AuditEvent(now, Kind.DENIED, "alice", "10.0.0.1", Optional.empty(), "", ""));
        }

        assertEquals(100, told.size());
    }

    @Test
    void aClockThatIsPutBackHoldsNothingUp() {
        failed("alice", "10.0.0.1");
        failed("alice", "10.0.0.1");
        now = now.minusSeconds(3600);
        failed("alice", "10.0.0.1");

        assertEquals(3, told.size());
    }

    @Test
    void noCountIsLostWhenThereAreMoreAddressesThanAreRemembered() {
        for (int i = 0; i < 2000; i++) {
            failed("alice", "10.0." + i / 256 + "." + i % 256);
            failed("alice", "10.0." + i / 256 + "." + i % 256);
        }

        assertTrue(told.stream().filter(line -> line.contains("1 more failed")).count() >= 1000, "summaries");
    }

    private void failed(String user, String address) {
        summaries.on(new AuditEvent(now, Kind.LOGIN_FAILED, user, address, Optional.empty(), "", "wrong"));
    }
}
