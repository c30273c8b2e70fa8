package io.stowage.registry.auth;

import io.stowage.oci.RepositoryName;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener, and keeps its troubles from the request. */
final class Audit {
    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    private final AuditListener listener;
    private final Clock clock;

    Audit(AuditListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
    }

    void tell(
            AuditEvent.Kind kind,
            String caller,
            String address,
            Optional<RepositoryName> repository,
            String subject,
            String detail) {
        try {
            listener.on(new AuditEvent(clock.instant(), kind, caller, address, repository, subject, detail));
        } catch (RuntimeException e) {
            log.error("the audit listener failed at an event of kind {}", kind, e);
        }
    }
}
