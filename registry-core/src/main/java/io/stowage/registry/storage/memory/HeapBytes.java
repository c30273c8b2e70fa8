package io.stowage.registry.storage.memory;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes in the heap, in as many arrays as it takes: their number may exceed that of one array. Immutable; to append
 * copies the list of the arrays, but no byte.
 */
final class HeapBytes {
    static final HeapBytes EMPTY = new HeapBytes(List.of(), 0);

    private final List<byte[]> arrays;
    private final long size;

    private HeapBytes(List<byte[]> arrays, long size) {
        this.arrays = arrays;
        this.size = size;
    }

    long size() {
        return size;
    }

    /** These bytes and then others. The arrays become part of the result and must not be changed any more. */
    HeapBytes append(List<byte[]> more) {
        List<byte[]> all = new ArrayList<>(arrays.size() + more.size());
        all.addAll(arrays);
        long length = size;
        for (byte[] array : more) {
            all.add(array);
            length = Math.addExact(length, array.length);
        }
        return new HeapBytes(all, length);
    }

    /** The bytes from an offset between 0 and {@link #size()} to the end. */
    InputStream open(long offset) {
        int index = 0;
        long rest = offset;
        while (index < arrays.size() && rest >= arrays.get(index).length) {
            rest -= arrays.get(index).length;
            index++;
        }
        return new HeapInputStream(arrays.subList(index, arrays.size()), (int) rest);
    }
}
