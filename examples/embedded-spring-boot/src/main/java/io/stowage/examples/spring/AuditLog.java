package io.stowage.examples.spring;

import io.stowage.registry.auth.AuditEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes down what users do in the registry. */
@Component
class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    @EventListener
    void on(AuditEvent event) {
        log.info("{}", event);
    }
}
