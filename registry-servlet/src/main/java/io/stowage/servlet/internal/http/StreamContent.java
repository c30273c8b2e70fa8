package io.stowage.servlet.internal.http;

import io.stowage.storage.StoredBlob;
import jakarta.servlet.ServletOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a blob, as a stream of the storage: works everywhere. */
final class StreamContent implements BlobContent {
    private static final int BUFFER_SIZE = 64 << 10;

    private final StoredBlob blob;
    private InputStream in;
    private long position;

    StreamContent(StoredBlob blob, long offset) throws IOException {
        this.blob = blob;
        this.in = blob.open(offset);
        this.position = offset;
    }

    @Override
    public void send(long offset, long length, ServletOutputStream out) throws IOException {
        if (offset != position) {
            in.close();
            in = blob.open(offset);
            position = offset;
        }
        byte[] buffer = new byte[(int) Math.min(BUFFER_SIZE, length)];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException(blob.digest() + " ends at byte " + position + " of " + blob.size());
            }
            try {
                out.write(buffer, 0, n);
            } catch (IOException e) {
                throw new BrokenConnectionException("the client left", e);
            }
            position += n;
            left -= n;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
