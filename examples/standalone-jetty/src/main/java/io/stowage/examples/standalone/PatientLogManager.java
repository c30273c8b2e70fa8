package io.stowage.examples.standalone;

import java.util.logging.LogManager;

/**
 * A log manager that keeps its handlers while the program stops. The JDK's own takes them away in a shutdown hook that
 * runs beside ours, and what a graceful stop has to say would be lost.
 *
 * <p>To be named in the system property {@code java.util.logging.manager} before any class of the JDK's logging is
 * initialized, this one included.
 */
public final class PatientLogManager extends LogManager {
    /** For the JDK, which makes it by name. */
    public PatientLogManager() {}

    @Override
    public void reset() {
        // Lines are written through at once, nothing waits to be flushed.
    }
}
