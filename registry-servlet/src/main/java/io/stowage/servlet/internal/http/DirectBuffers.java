package io.stowage.servlet.internal.http;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Buffers outside the heap, which the kernel fills and empties without a copy. Few: the JVM bounds such memory, and a
 * thousand slow downloads must not use it up for everybody. Who gets none does with a buffer in the heap.
 */
final class DirectBuffers {
    /** More gives no more speed, less does. */
    private static final int CAPACITY = 256 << 10;

    private static final int MOST = 64;

    private static final Semaphore FREE = new Semaphore(MOST);
    private static final BlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(MOST);

    private DirectBuffers() {}

    /** An empty buffer, to be handed back or dropped; none while too many are in use. */
    static Optional<ByteBuffer> take() {
        if (!FREE.tryAcquire()) {
            return Optional.empty();
        }
        ByteBuffer kept = KEPT.poll();
        return Optional.of(kept == null ? ByteBuffer.allocateDirect(CAPACITY) : kept.clear());
    }

    /** Takes back a buffer that nobody uses any more. */
    static void giveBack(ByteBuffer buffer) {
        KEPT.offer(buffer);
        FREE.release();
    }

    /** Leaves a buffer that somebody may still use to the garbage collector. */
    static void drop() {
        FREE.release();
    }
}
