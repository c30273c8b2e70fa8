package io.stowage.registry.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one loop through which received bytes go: limit, count, digest, sink.
 *
 * <p>Containers hand out 8 to 16 KiB at a time; a buffer that is filled to 256 KiB first makes fewer and larger writes,
 * which was measured to be a fifth to two thirds faster.
 */
final class DigestPipeline {
    private static final int SMALL_BUFFER_SIZE = 16 * 1024;

    private DigestPipeline() {}

    /**
     * Moves a body into a sink.
     *
     * @param digest what sees every byte that the sink got; empty to spare the work
     * @param limit the most bytes to move
     * @return what happened; a body that fails is an outcome, not an exception, since its bytes so far count
     * @throws IOException if the sink fails
     */
    static Outcome move(InputStream body, OutputStream sink, Optional<RunningDigest> digest, long limit)
            throws IOException {
        // A small blob should not cost a large buffer, so the first one is small.
        byte[] small = new byte[(int) Math.max(1, Math.min(limit, SMALL_BUFFER_SIZE))];
        Filled begin = pass(body, sink, digest, small, limit);
        if (begin.last(small, limit)) {
            return new Outcome(begin.count, Optional.ofNullable(begin.failure));
        }
        Optional<byte[]> large = LargeBuffers.take();
        try {
            return moveRest(body, sink, digest, limit, begin.count, large.orElse(small));
        } finally {
            large.ifPresent(LargeBuffers::giveBack);
        }
    }

    private static Outcome moveRest(
            InputStream body, OutputStream sink, Optional<RunningDigest> digest, long limit, long begun, byte[] buffer)
            throws IOException {
        long moved = begun;
        while (true) {
            Filled filled = pass(body, sink, digest, buffer, limit - moved);
            boolean last = filled.last(buffer, limit - moved);
            moved += filled.count;
            if (last) {
                return new Outcome(moved, Optional.ofNullable(filled.failure));
            }
        }
    }

    private static Filled pass(
            InputStream body, OutputStream sink, Optional<RunningDigest> digest, byte[] buffer, long limit)
            throws IOException {
        Filled filled = fill(body, buffer, (int) Math.min(buffer.length, limit));
        if (filled.count > 0) {
            sink.write(buffer, 0, filled.count);
            if (digest.isPresent()) {
                digest.get().update(buffer, filled.count);
            }
        }
        return filled;
    }

    private static Filled fill(InputStream body, byte[] buffer, int wanted) {
        int count = 0;
        try {
            while (count < wanted) {
                int read = body.read(buffer, count, wanted - count);
                if (read < 0) {
                    break;
                }
                count += read;
            }
            return new Filled(count, null);
        } catch (IOException e) {
            return new Filled(count, e);
        }
    }

    private record Filled(int count, @Nullable IOException failure) {
        /** Whether nothing comes after this: the body ended, failed, or gave all that is wanted. */
        boolean last(byte[] buffer, long limit) {
            return failure != null || count < buffer.length || count == limit;
        }
    }

    /**
     * What a body came to.
     *
     * @param moved the bytes that reached the sink and the digest
     * @param failure why the body ended early, if it did
     */
    record Outcome(long moved, Optional<IOException> failure) {}
}
