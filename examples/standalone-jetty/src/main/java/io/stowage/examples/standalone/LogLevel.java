package io.stowage.examples.standalone;

import java.util.Locale;
import java.util.logging.Level;

/** How much is logged. */
enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** The level of the JDK's logging that slf4j makes of this one. */
    Level level() {
        return switch (this) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINEST;
        };
    }

    /**
     * What Jetty logs at this level: one step less, for its "info" is of use to its developers only, and never its
     * "debug": that quotes headers and bodies, with the passwords and tokens in them.
     */
    LogLevel forJetty() {
        return switch (this) {
            case ERROR -> ERROR;
            case WARN, INFO -> WARN;
            case DEBUG, TRACE -> INFO;
        };
    }

    /** What is logged of requests that are no HTTP: nothing below debug, or any client could fill the log. */
    LogLevel forNonsense() {
        return switch (this) {
            case ERROR, WARN, INFO -> ERROR;
            case DEBUG, TRACE -> forJetty();
        };
    }

    /** The nearest level that is not louder than the JDK's. */
    static LogLevel of(Level level) {
        for (LogLevel candidate : values()) {
            if (level.intValue() >= candidate.level().intValue()) {
                return candidate;
            }
        }
        return TRACE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
