package io.stowage.registry.storage.memory;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Reads arrays one after the other. */
final class HeapInputStream extends InputStream {
    private final List<byte[]> arrays;
    private int index;
    private int position;

    /** Begins in the first array, so many bytes after its start. */
    HeapInputStream(List<byte[]> arrays, int position) {
        this.arrays = arrays;
        this.position = position;
    }

    @Override
    public int read() {
        return hasMore() ? arrays.get(index)[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, available());
        System.arraycopy(arrays.get(index), position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return hasMore() ? arrays.get(index).length - position : 0;
    }

    private boolean hasMore() {
        while (index < arrays.size() && position == arrays.get(index).length) {
            index++;
            position = 0;
        }
        return index < arrays.size();
    }
}
