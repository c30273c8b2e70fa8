package io.stowage.registry.internal;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import java.util.Arrays;

/**
 * A set of very many digests in little memory, each with a number in the order in which they came: 127 bits of each, some
 * 40 bytes of heap for one. It may say of a digest that it is in, wrongly, once in longer than a disk lasts; never wrongly
 * that it is not.
 */
public final class DigestSet {
    private static final int SMALLEST = 1 << 4;
    private static final int HEX = 16;

    /** Two for each digest, by number. */
    private long[] keys = new long[2 * SMALLEST];
    /** Numbers, more by one so that zero is an empty slot. */
    private int[] table = new int[2 * SMALLEST];

    private int size;

    /** A set without any. */
    public DigestSet() {}

    /**
     * Adds a digest, if it is not in.
     *
     * @return its number
     */
    public int add(Digest digest) {
        int number = number(digest);
        if (number >= 0) {
            return number;
        }
        if (2 * size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * (size + size / 2)); // always in pairs
        }
        if (2 * size >= table.length) {
            table = new int[2 * table.length];
            for (int each = 0; each < size; each++) {
                put(each);
            }
        }
        keys[2 * size] = high(digest);
        keys[2 * size + 1] = low(digest);
        put(size);
        return size++;
    }

    /** The number of a digest, from 0; -1 if it is not in. */
    public int number(Digest digest) {
        long high = high(digest);
        long low = low(digest);
        for (int at = slot(high); table[at] != 0; at = next(at)) {
            int number = table[at] - 1;
            if (keys[2 * number] == high && keys[2 * number + 1] == low) {
                return number;
            }
        }
        return -1;
    }

    /** Whether a digest is in. */
    public boolean contains(Digest digest) {
        return number(digest) >= 0;
    }

    /** How many are in. */
    public int size() {
        return size;
    }

    private void put(int number) {
        int at = slot(keys[2 * number]);
        while (table[at] != 0) {
            at = next(at);
        }
        table[at] = number + 1;
    }

    // A digest is as good as random, so its bits are its hash.
    private int slot(long high) {
        return (int) high & (table.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (table.length - 1);
    }

    private static long high(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, HEX, 16);
    }

    // Never that of another algorithm.
    private static long low(Digest digest) {
        long bits = Long.parseUnsignedLong(digest.hex(), HEX, 2 * HEX, 16);
        return (bits & ~1L) | (digest.algorithm() == DigestAlgorithm.SHA256 ? 0 : 1);
    }
}
