package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Receives one part of an upload into a file of its own, and hands it over when it is closed. Nothing is created before
 * the first byte, so an empty append leaves no trace. For one thread.
 */
final class PartOutputStream extends OutputStream {
    /** Takes a part over. */
    @FunctionalInterface
    interface Publisher {
        void publish(Path file, long length) throws IOException;
    }

    /** Creates the file. */
    @FunctionalInterface
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    private final Path file;
    private final AtomicFiles files;
    private final Opener opener;
    private final Publisher publisher;
    private @Nullable FileChannel channel;
    private long length;
    private boolean failed;
    private boolean closed;

    PartOutputStream(Path file, AtomicFiles files, Opener opener, Publisher publisher) {
        this.file = file;
        this.files = files;
        this.opener = opener;
        this.publisher = publisher;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (closed || failed) {
            throw new IOException(closed ? "stream is closed" : "stream failed before");
        }
        if (count == 0) {
            return;
        }
        try {
            if (channel == null) {
                channel = opener.open(file);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
            while (buffer.hasRemaining()) {
                length += channel.write(buffer);
            }
        } catch (IOException e) {
            failed = true; // what is in the file now is anybody's guess, so none of it will count
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        FileChannel written = channel;
        if (written == null) {
            return;
        }
        try {
            try (written) {
                if (!failed) {
                    files.force(written);
                }
            }
            if (!failed) {
                publisher.publish(file, length);
            }
        } catch (IOException e) {
            files.discard(file, e);
            throw e;
        }
        files.delete(file);
    }
}
