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
     * @throws SweepUnderWayException if another is under way through some instance; one whose process has died is in the
     *     way for ten minutes at most
     * @throws IOException if it cannot begin
     */
    Sweep sweep(Duration grace) throws IOException;

    /**
     * Begins a sweep while nothing else uses the storage, through any instance, until it is over. What is not needed need
     * not be put aside first: it may go at once. Unless a storage has such a way, this is a sweep without grace time.
     *
     * @throws SweepUnderWayException if another is under way through some instance; one whose process has died is in the
     *     way for ten minutes at most
     * @throws IOException if it cannot begin
     */
    default Sweep sweepAlone() throws IOException {
        return sweep(Duration.ZERO);
    }

    /**
     * Begins a sweep that changes nothing. It reports as freed what sweeps to the end would remove, if the storage stayed
     * as it is: also bytes whose links would have to go first. What is younger than the grace time is not counted.
     *
     * <p>Others may sweep meanwhile; then its figures are somewhere between before and after.
     *
     * @throws IOException if it cannot begin
     */
    Sweep rehearseSweep(Duration grace) throws IOException;
}
