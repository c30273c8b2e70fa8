package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes events on, but of many failed logins within a minute only a few: from each address the first of each user, up to
 * twenty. How many there were more is told when the minute is over and the next event comes, of any kind. So a flood of
 * bad logins fills no log.
 *
 * <p>Safe for use by many threads, if the other listener is. What it remembers is bounded.
 */
public final class FailedLoginSummaries implements AuditListener {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_USERS = 20;
    private static final int MOST_ADDRESSES = 1_000;

    private final AuditListener next;

    /** By address, the oldest first. Guarded by this object. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

    /** Passes on to another listener. */
    public FailedLoginSummaries(AuditListener next) {
        this.next = requireNonNull(next, "next is null");
    }

    @Override
    public void on(AuditEvent event) {
        List<AuditEvent> told = new ArrayList<>();
        synchronized (this) {
            endWindows(event.at(), told);
            if (event.kind() != AuditEvent.Kind.LOGIN_FAILED || isFirst(event)) {
                told.add(event);
            }
        }
        told.forEach(next::on);
    }

    private boolean isFirst(AuditEvent event) {
        return windows.computeIfAbsent(event.address(), address -> new Window(event.at()))
                .isFirst(AuditLine.cut(event.caller()));
    }

    private void endWindows(Instant now, List<AuditEvent> told) {
        while (!windows.isEmpty()) {
            Map.Entry<String, Window> oldest = windows.entrySet().iterator().next();
            // Either way: the clock may have been put back.
            Duration age = Duration.between(oldest.getValue().start, now).abs();
            if (age.compareTo(WINDOW) < 0 && windows.size() < MOST_ADDRESSES) {
                return;
            }
            windows.remove(oldest.getKey());
            oldest.getValue().tell(oldest.getKey(), now, told);
        }
    }

    /** What failed at one address within a minute. */
    private static final class Window {
        private final Instant start;
        private final Map<String, Integer> more = new LinkedHashMap<>();
        private int others;

        Window(Instant start) {
            this.start = start;
        }

        boolean isFirst(String user) {
            if (more.containsKey(user)) {
                more.merge(user, 1, Integer::sum);
                return false;
            }
            if (more.size() == MOST_USERS) {
                others++;
                return false;
            }
            more.put(user, 0);
            return true;
        }

        void tell(String address, Instant now, List<AuditEvent> told) {
            more.forEach((user, count) -> {
                if (count > 0) {
                    told.add(summary(address, now, user, count + " more failed logins"));
                }
            });
            if (others > 0) {
                told.add(summary(address, now, "", others + " more failed logins of other users"));
            }
        }

        private AuditEvent summary(String address, Instant now, String user, String count) {
            String detail = count + " in the minute from " + start;
            return new AuditEvent(now, AuditEvent.Kind.LOGIN_FAILED, user, address, Optional.empty(), "", detail);
        }
    }
}
