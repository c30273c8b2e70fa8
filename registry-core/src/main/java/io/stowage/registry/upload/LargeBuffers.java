package io.stowage.registry.upload;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * The buffers that make large uploads fast. Few, and used again: a thousand clients that begin an upload and go to sleep
 * must not fill the heap. Who gets none goes on with a small one.
 */
final class LargeBuffers {
    static final int SIZE = 256 * 1024;

    /** More uploads than these at once are bound by the disk anyway. */
    static final int MOST = 64;

    private static final Semaphore FREE = new Semaphore(MOST);
    private static final BlockingQueue<byte[]> KEPT = new ArrayBlockingQueue<>(MOST);

    private LargeBuffers() {}

    /** A buffer with anything in it, to be given back; none while too many are in use. */
    static Optional<byte[]> take() {
        if (!FREE.tryAcquire()) {
            return Optional.empty();
        }
        byte[] kept = KEPT.poll();
        return Optional.of(kept == null ? new byte[SIZE] : kept);
    }

    /** Takes back a buffer that nobody uses any more. */
    static void giveBack(byte[] buffer) {
        KEPT.offer(buffer);
        FREE.release();
    }
}
