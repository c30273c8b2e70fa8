package io.stowage.examples.standalone;

import java.util.Locale;

/** Numbers of bytes for people, as disks are sold: 1 kB is 1000 bytes. */
final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int STEP = 1000;

    private ByteCount() {}

    static String text(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // What would be printed as 1000.0 of one unit is 1.0 of the next.
        while (value >= STEP - 0.05 && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
