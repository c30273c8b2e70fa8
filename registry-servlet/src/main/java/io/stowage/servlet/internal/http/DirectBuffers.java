package io.stowage.servlet.internal.http;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Buffers outside the heap, which the kernel fills and empties without a copy; costly to make, so kept for reuse. */
final class DirectBuffers {
    /** More gives no more speed, less does. */
    private static final int CAPACITY = 256 << 10;

    private static final int MOST_KEPT = 64;

    private static final BlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(MOST_KEPT);

    private DirectBuffers() {}

    /** An empty buffer, to be handed back. */
    static ByteBuffer take() {
        ByteBuffer kept = KEPT.poll();
        return kept == null ? ByteBuffer.allocateDirect(CAPACITY) : kept.clear();
    }

    /** Takes back a buffer that nobody uses any more. */
    static void giveBack(ByteBuffer buffer) {
        // With more downloads at once than are kept, the rest goes to the garbage collector.
        KEPT.offer(buffer);
    }
}
