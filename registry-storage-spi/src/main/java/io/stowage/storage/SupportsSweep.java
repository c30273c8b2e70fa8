package io.stowage.storage;

import java.io.IOException;
import java.time.Duration;

/**
 * A storage that can remove what nobody needs while it is in use. Implemented beside {@link RegistryStorage} by storages
 * that can; the collector decides what is needed.
 *
 * <p>What is not needed is first put aside: it keeps its bytes, whoever asks for it gets it back as if nothing had been,
 * and only what has been aside for the grace time, and is still not needed in a sweep that began after it was put aside,
 * is removed. So a client that was told of a blob has at least the grace time to push a manifest that names it, whatever
 * sweeps come between, through whichever instance.
 */
public interface SupportsSweep {

    /**
     * Begins a sweep. Others may use the storage all the while, through this instance and others.
     *
     * @param grace how long what was put aside can be had back, and how old it must be to be put aside. With zero, nothing
     *     may use the storage until the sweep is over
     * @throws IOException if it cannot begin, or another is under way through some instance
     */
    Sweep sweep(Duration grace) throws IOException;

    /**
     * Begins a sweep that changes nothing and reports what it would do.
     *
     * @throws IOException if it cannot begin
     */
    Sweep rehearseSweep(Duration grace) throws IOException;
}
