package io.stowage.registry.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each event as one line to the log {@code io.stowage.audit}, by SLF4J; what should not have been tried as a
 * warning, what was done as information. Many failed logins become few lines ({@link FailedLoginSummaries}).
 *
 * <pre>
 * event=login_failed caller=alice address=192.0.2.7 detail="wrong user name or password"
 * event=manifest_pushed caller=bob address=192.0.2.8 repository=team/app subject=sha256:6c3c…
 * </pre>
 *
 * What is empty is left out. Values with other characters than letters, digits and {@code . _ : / @ + -} are in quotes, in
 * which {@code "} and {@code \} have a {@code \} before them, and what cannot be seen or would end the line is written as
 * {@code \}{@code u000a}; longer ones end after 256 characters.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditLog implements AuditListener {
    private static final Logger log = LoggerFactory.getLogger("io.stowage.audit");

    private final FailedLoginSummaries summaries = new FailedLoginSummaries(AuditLog::write);

    /** A log. */
    public AuditLog() {}

    @Override
    public void on(AuditEvent event) {
        summaries.on(event);
    }

    /** The line of an event, for logs of other kinds. */
    public static String line(AuditEvent event) {
        return AuditLine.of(event);
    }

    private static void write(AuditEvent event) {
        if (event.kind().isWarning()) {
            log.warn("{}", line(event));
        } else {
            log.info("{}", line(event));
        }
    }
}
