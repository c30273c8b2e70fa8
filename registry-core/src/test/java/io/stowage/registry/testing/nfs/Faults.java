package io.stowage.registry.testing.nfs;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/**
 * What goes wrong between one client and the server: one planned thing at a time, and others at random. Safe for use by
 * many threads.
 */
public final class Faults {
    private enum Event {
        OPEN,
        FORCE,
        CLOSE
    }

    /** A {@link Procedure} or an {@link Event}. */
    private Optional<Enum<?>> planned = Optional.empty();

    private int skipping;
    private String reason = "";
    private Optional<Random> random = Optional.empty();
    private double shareLost;
    private double shareStale;
    private volatile Runnable between = () -> {};

    Faults() {}

    /**
     * The reply to a call is lost: it is done, asked for again, and answered as a second time is.
     *
     * @param skip how many calls before that go well
     */
    public void loseReply(Procedure procedure, int skip) {
        plan(procedure, skip, "");
    }

    /** A file or directory that is opened has a handle that the server knows no more. */
    public void staleHandle(int skip) {
        plan(Event.OPEN, skip, "");
    }

    /** A file that is forced to the server cannot be written there after all. */
    public void failForce(int skip, String why) {
        plan(Event.FORCE, skip, why);
    }

    /** A file that was written is refused only when it is closed. */
    public void failClose(int skip, String why) {
        plan(Event.CLOSE, skip, why);
    }

    /** Whether what was planned has happened. */
    public synchronized boolean happened() {
        return planned.isEmpty();
    }

    /** Of all replies, this share is lost, and of all files and directories that are opened, that one is stale. */
    public synchronized void atRandom(Random chance, double lostReplies, double staleHandles) {
        random = Optional.of(chance);
        shareLost = lostReplies;
        shareStale = staleHandles;
    }

    /** What happens while a file that is open is replaced: its name is away then, for the time between two requests. */
    public void whileAnOpenFileIsReplaced(Runnable action) {
        between = action;
    }

    void betweenTwoRequests() {
        between.run();
    }

    boolean losesReply(Procedure procedure) {
        return isTime(procedure) || happens(shareLost);
    }

    void open(String path) throws IOException {
        if (isTime(Event.OPEN) || happens(shareStale)) {
            throw new StaleHandleException(path);
        }
    }

    void force() throws IOException {
        if (isTime(Event.FORCE)) {
            throw new IOException(reason);
        }
    }

    void close() throws IOException {
        if (isTime(Event.CLOSE)) {
            throw new IOException(reason);
        }
    }

    private synchronized void plan(Enum<?> what, int skip, String why) {
        planned = Optional.of(what);
        skipping = skip;
        reason = why;
    }

    private synchronized boolean isTime(Enum<?> what) {
        if (!planned.equals(Optional.of(what)) || skipping-- > 0) {
            return false;
        }
        planned = Optional.empty();
        return true;
    }

    private synchronized boolean happens(double share) {
        return random.isPresent() && random.get().nextDouble() < share;
    }
}
