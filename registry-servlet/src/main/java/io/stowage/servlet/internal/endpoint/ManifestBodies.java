package io.stowage.servlet.internal.endpoint;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The manifests being pushed, each whole in the heap. Nearly all have a few kilobytes; of those that are far larger only
 * as many are taken at once as the heap has room for, or a hundred clients could end the process. The others wait, and
 * are then asked to come again.
 */
final class ManifestBodies {
    private static final int SMALL = 64 << 10;

    /** What a large manifest takes of the heap while it is read, parsed and stored, in multiples of its size. */
    private static final int COPIES = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int limit;
    private final Semaphore room;
    private final Duration patience;

    /** Manifests up to a size; those that are large may together take a quarter of the heap. */
    ManifestBodies(int limit) {
        this(limit, roomFor(limit, Runtime.getRuntime().maxMemory()), PATIENCE);
    }

    ManifestBodies(int limit, int room, Duration patience) {
        this.limit = limit;
        this.room = new Semaphore(room, true);
        this.patience = patience;
    }

    private static int roomFor(int limit, long heap) {
        return (int) Math.max(1, Math.min(1000, heap / 4 / COPIES / Math.max(1, limit)));
    }

    /**
     * Reads a body.
     *
     * @param source opened only if the announced length is not too much, since that tells a waiting client to go on
     * @param announced its length, or -1 if the request does not say
     * @return the body, to be closed when it was stored
     * @throws RegistryException {@code MANIFEST_INVALID} with status 413 if it has more bytes than the limit,
     *     {@code TOOMANYREQUESTS} if there is no room for another large one
     */
    Body read(Source source, long announced) throws IOException {
        if (announced > limit) {
            throw tooLarge();
        }
        InputStream body = source.open();
        int small = Math.min(SMALL, limit);
        byte[] start = body.readNBytes(small + 1);
        if (start.length <= small) {
            return new Body(start, () -> {});
        }
        enter();
        try {
            return new Body(readRest(start, body), room::release);
        } catch (IOException | RuntimeException e) {
            room.release();
            throw e;
        }
    }

    private byte[] readRest(byte[] start, InputStream body) throws IOException {
        byte[] rest = body.readNBytes(limit + 1 - start.length);
        if (start.length + rest.length > limit) {
            throw tooLarge();
        }
        byte[] content = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, content, start.length, rest.length);
        return content;
    }

    private void enter() {
        boolean entered = false;
        try {
            entered = room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!entered) {
            throw new RegistryException(
                    ErrorCode.TOOMANYREQUESTS,
                    "too many manifests of more than " + SMALL + " bytes are being pushed at once");
        }
    }

    private RegistryException tooLarge() {
        return new RegistryException(
                413, ErrorCode.MANIFEST_INVALID, "the manifest has more than " + limit + " bytes, the limit");
    }

    /** Where a body comes from. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** A manifest in the heap, until it is closed; then another may come. */
    static final class Body implements AutoCloseable {
        private final byte[] content;
        private final Runnable release;

        private Body(byte[] content, Runnable release) {
            this.content = content;
            this.release = release;
        }

        /** The bytes. */
        byte[] content() {
            return content;
        }

        @Override
        public void close() {
            release.run();
        }
    }
}
