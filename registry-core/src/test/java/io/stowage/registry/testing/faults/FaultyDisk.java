package io.stowage.registry.testing.faults;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A directory of the default file system that works until it is told to fail. Safe for use by many threads; the steps of
 * all are counted together.
 */
public final class FaultyDisk {
    public static final String FULL = "No space left on device";
    public static final String READ_ONLY = "Read-only file system";
    public static final String DAMAGED = "Input/output error";

    private final Path directory;
    private Predicate<Step> failing = step -> false;
    private String reason = DAMAGED;
    private long left;
    private long most;

    /** A disk that is a real directory. */
    public FaultyDisk(Path directory) {
        this.directory = new FaultyPath(new FaultyFileSystem(this), directory.toAbsolutePath());
    }

    /** The directory, through which everything may fail. */
    public Path directory() {
        return directory;
    }

    /** From now on, all steps of these kinds fail. */
    public void fail(String reason, Predicate<Step> steps) {
        failAfter(0, reason, steps, Long.MAX_VALUE);
    }

    /** All steps of these kinds fail, but for the first ones. */
    public void failAfter(long good, String reason, Predicate<Step> steps) {
        failAfter(good, reason, steps, Long.MAX_VALUE);
    }

    /** One step fails, after some that succeed; then all is well again. */
    public void failOnceAfter(long good, String reason, Predicate<Step> steps) {
        failAfter(good, reason, steps, 1);
    }

    /** Every step succeeds from now on. Answers whether one failed since it was told to. */
    public synchronized boolean mend() {
        boolean failed = left < 0;
        failing = step -> false;
        left = 0;
        return failed;
    }

    private synchronized void failAfter(long good, String why, Predicate<Step> steps, long times) {
        failing = steps;
        reason = why;
        left = good;
        most = times;
    }

    synchronized void step(Step step, Path path) throws IOException {
        if (fails(step)) {
            throw new FileSystemException(path.toString(), null, reason);
        }
    }

    /** Like {@link #step}, for those of which the JDK tells by a plain exception. */
    synchronized void step(Step step) throws IOException {
        if (fails(step)) {
            throw new IOException(reason);
        }
    }

    private boolean fails(Step step) {
        if (!failing.test(step)) {
            return false;
        }
        left--;
        return left < 0 && -left <= most;
    }
}
