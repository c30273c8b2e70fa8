package io.stowage.registry.auth;

import java.util.Set;

/**
 * Says what a caller may do. Is asked before anything is looked up, and for each name that the catalog might show, so it
 * answers from memory.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface AccessPolicy {

    /** Whether a caller may. The caller's {@link Caller#authority} has been minded before. */
    boolean allows(Caller caller, Permission permission);

    /**
     * The groups that the answers depend on. A token remembers which of these its user is in, and no others.
     *
     * @return an unmodifiable set
     */
    default Set<String> groups() {
        return Set.of();
    }
}
