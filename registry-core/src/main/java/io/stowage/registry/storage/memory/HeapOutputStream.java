package io.stowage.registry.storage.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Collects bytes and hands them over when it is closed for the first time. For one thread. */
final class HeapOutputStream extends OutputStream {
    private static final int FIRST_ARRAY = 4 * 1024;
    private static final int LARGEST_ARRAY = 1024 * 1024;

    private final Receiver receiver;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] current = new byte[FIRST_ARRAY];
    private int position;
    private boolean closed;

    /** Where the bytes go. */
    interface Receiver {
        void handOver(List<byte[]> bytes) throws IOException;
    }

    HeapOutputStream(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (closed) {
            throw new IOException("the stream was closed");
        }
        int from = offset;
        int rest = length;
        while (rest > 0) {
            if (position == current.length) {
                full.add(current);
                current = new byte[Math.min(2 * current.length, LARGEST_ARRAY)];
                position = 0;
            }
            int count = Math.min(rest, current.length - position);
            System.arraycopy(buffer, from, current, position, count);
            position += count;
            from += count;
            rest -= count;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (position > 0) {
            full.add(Arrays.copyOf(current, position));
        }
        if (!full.isEmpty()) {
            receiver.handOver(full);
        }
    }
}
