package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;

/**
 * A set of very many digests in little memory: 127 bits of each, some 32 bytes of heap for one. It may say of a digest
 * that it is in, wrongly, once in longer than a disk lasts; never wrongly that it is not.
 */
final class DigestSet {
    private static final int SMALLEST = 1 << 10;
    private static final int HEX = 16;

    private long[] table = new long[2 * SMALLEST];
    private int size;

    void add(Digest digest) {
        if (size * 2 >= table.length / 2) {
            grow();
        }
        if (put(high(digest), low(digest))) {
            size++;
        }
    }

    boolean contains(Digest digest) {
        long high = high(digest);
        long low = low(digest);
        for (int at = slot(high); ; at = next(at)) {
            if (table[at] == high && table[at + 1] == low) {
                return true;
            }
            if (table[at] == 0 && table[at + 1] == 0) {
                return false;
            }
        }
    }

    int size() {
        return size;
    }

    private boolean put(long high, long low) {
        int at = slot(high);
        while (table[at] != 0 || table[at + 1] != 0) {
            if (table[at] == high && table[at + 1] == low) {
                return false;
            }
            at = next(at);
        }
        table[at] = high;
        table[at + 1] = low;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (int at = 0; at < old.length; at += 2) {
            if (old[at] != 0 || old[at + 1] != 0) {
                put(old[at], old[at + 1]);
            }
        }
    }

    // A digest is as good as random, so its bits are its hash. Pairs of longs: slots are even.
    private int slot(long high) {
        return ((int) (high >>> 1) & (table.length / 2 - 1)) * 2;
    }

    private int next(int at) {
        return (at + 2) % table.length;
    }

    private static long high(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, HEX, 16);
    }

    // Never zero, which marks an empty slot.
    private static long low(Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), HEX, 2 * HEX, 16) | 1;
    }
}
