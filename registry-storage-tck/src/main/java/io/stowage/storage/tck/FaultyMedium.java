package io.stowage.storage.tck;

import io.stowage.storage.RegistryStorage;

/**
 * A medium that fails when it is told to, with a storage on it. A step is one thing that the storage asks of it: a system
 * call, a request to a service.
 */
public interface FaultyMedium {
    /** The storage on this medium. */
    RegistryStorage storage();

    /** Lets one step fail, after so many that succeed. */
    void failOnceAfter(int steps);

    /** Lets all steps fail, but for so many at first. */
    void failAfter(int steps);

    /**
     * Lets every step succeed from now on.
     *
     * @return whether any failed since it was told to
     */
    boolean mend();
}
