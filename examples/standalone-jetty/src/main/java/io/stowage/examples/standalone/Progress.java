package io.stowage.examples.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A line on a terminal that counts up and goes away at the end; nothing where standard error is no terminal. */
final class Progress implements LongConsumer, AutoCloseable {
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String ERASE_REST = "\u001b[K";
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintWriter err;
    private final String what;
    private final boolean visible;
    private long shownAt = System.nanoTime();
    private boolean shown;

    private Progress(PrintWriter err, String what, boolean visible) {
        this.err = err;
        this.what = what;
        this.visible = visible;
    }

    /** Counts things of a name, such as {@code entries}. */
    static Progress of(String what, PrintWriter err) {
        return new Progress(err, what, isTerminal());
    }

    @Override
    public void accept(long count) {
        show(() -> String.format(Locale.ROOT, "%,d %s", count, what));
    }

    /** Shows a line of the caller's, if it is time. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (visible && now - shownAt >= BETWEEN) {
            shownAt = now;
            shown = true;
            err.print("\r" + line.get() + ERASE_REST);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            err.print("\r" + ERASE_REST); // what follows begins on an empty line
            err.flush();
        }
    }

    // System.console() asks after input and output too, and since JDK 22 always answers. Linux says it here.
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not Linux
        }
    }
}
