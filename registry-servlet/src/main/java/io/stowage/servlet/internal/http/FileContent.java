package io.stowage.servlet.internal.http;

import jakarta.servlet.ServletOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The bytes of a blob that lies in a file: they go through buffers outside the heap if the container takes those. */
final class FileContent implements BlobContent {
    private static final int HEAP_BUFFER_SIZE = 64 << 10;

    private final FileChannel file;

    FileContent(FileChannel file) {
        this.file = file;
    }

    @Override
    public void send(long offset, long length, ServletOutputStream out) throws IOException {
        Optional<BufferOutput> output = BufferOutput.of(out);
        Optional<ByteBuffer> direct = output.isPresent() ? DirectBuffers.take() : Optional.empty();
        if (output.isPresent() && direct.isPresent()) {
            sendDirect(offset, length, direct.get(), output.get());
        } else {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(HEAP_BUFFER_SIZE, length));
            copy(offset, length, buffer, full -> out.write(full.array(), full.arrayOffset(), full.limit()));
        }
    }

    private void sendDirect(long offset, long length, ByteBuffer buffer, BufferOutput out) throws IOException {
        boolean sent = false;
        try {
            copy(offset, length, buffer, out::write);
            sent = true;
        } finally {
            if (sent) {
                DirectBuffers.giveBack(buffer);
            } else {
                DirectBuffers.drop(); // the container might still hold it
            }
        }
    }

    private void copy(long offset, long length, ByteBuffer buffer, Sink sink) throws IOException {
        long position = offset;
        long end = offset + length;
        while (position < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            int n = file.read(buffer, position);
            if (n < 0) {
                throw new EOFException("blob ends at byte " + position + ", before " + end);
            }
            try {
                sink.write(buffer.flip());
            } catch (IOException e) {
                throw new BrokenConnectionException("the client left", e);
            }
            position += n;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private interface Sink {
        void write(ByteBuffer full) throws IOException;
    }
}
