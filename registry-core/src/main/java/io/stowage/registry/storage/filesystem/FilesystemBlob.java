package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.storage.StoredBlob;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A blob that was found in a file. */
final class FilesystemBlob implements StoredBlob {
    private final Digest digest;
    private final long size;
    private final Path data;
    private final Aside aside;

    FilesystemBlob(Digest digest, long size, Path data, Aside aside) {
        this.aside = aside;
        this.digest = digest;
        this.size = size;
        this.data = data;
    }

    @Override
    public Digest digest() {
        return digest;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open(long offset) throws IOException {
        if (offset < 0 || offset > size) {
            throw new IllegalArgumentException("offset is " + offset + ", the blob has " + size + " bytes");
        }
        FileChannel channel = aside.open(data)
                .orElseThrow(() -> new NoSuchFileException(data.toString(), null, "removed since it was found"));
        try {
            channel.position(offset);
            return new WholeStream(Channels.newInputStream(channel), digest, size - offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(data);
    }

    /** A stream that fails rather than end early. */
    private static final class WholeStream extends FilterInputStream {
        private final Digest digest;
        private long remaining;

        WholeStream(InputStream in, Digest digest, long remaining) {
            super(in);
            this.digest = digest;
            this.remaining = remaining;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (remaining == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, remaining));
            if (read < 0) {
                throw new EOFException("blob " + digest + " ends " + remaining + " bytes early");
            }
            remaining -= read;
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(Math.max(0, Math.min(n, remaining)));
            remaining -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), remaining);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
