package io.stowage.examples.standalone;

import java.util.Locale;

/** The form of every line that the program writes: for people, or one JSON object each for machines. */
enum LogFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
