package io.stowage.registry.auth;

/**
 * Hears of what an audit wants to know.
 *
 * <p>Implementations are safe for use by many threads, and quick: the request waits for them. What they throw is logged
 * and changes nothing else; what was done stays done.
 */
@FunctionalInterface
public interface AuditListener {

    /** Something happened. Called after it did, and before the client is told. */
    void on(AuditEvent event);
}
