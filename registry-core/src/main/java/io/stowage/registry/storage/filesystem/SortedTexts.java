package io.stowage.registry.storage.filesystem;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Very many short texts of ASCII in byte order, in little more memory than their bytes. Immutable. */
final class SortedTexts {
    private final byte[] bytes;
    /** Where each text ends; it begins where the one before ends. */
    private final int[] ends;

    private SortedTexts(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /**
     * Takes texts that are in order.
     *
     * @throws ArithmeticException if they have more than 2 GiB together
     */
    static SortedTexts of(String[] sorted) {
        int length = 0;
        for (String text : sorted) {
            length = Math.addExact(length, text.length());
        }
        byte[] bytes = new byte[length];
        int[] ends = new int[sorted.length];
        int end = 0;
        for (int i = 0; i < sorted.length; i++) {
            byte[] text = sorted[i].getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, bytes, end, text.length);
            end += text.length;
            ends[i] = end;
        }
        return new SortedTexts(bytes, ends);
    }

    int size() {
        return ends.length;
    }

    /** How much memory it takes, about. */
    int weight() {
        return bytes.length + Integer.BYTES * ends.length;
    }

    String get(int index) {
        int start = index == 0 ? 0 : ends[index - 1];
        return new String(bytes, start, ends[index] - start, StandardCharsets.US_ASCII);
    }

    /** The texts after a given one, which need not be among them. */
    Iterator<String> after(String last) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).compareTo(last) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return from(low);
    }

    /** All texts from an index on. */
    Iterator<String> from(int index) {
        return new Iterator<>() {
            private int next = index;

            @Override
            public boolean hasNext() {
                return next < ends.length;
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }
}
