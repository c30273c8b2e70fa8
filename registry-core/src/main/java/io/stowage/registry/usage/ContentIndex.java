package io.stowage.registry.usage;

import io.stowage.oci.Digest;
import io.stowage.registry.internal.DigestSet;
import java.util.Arrays;

/** All content by number: its size, and who needs it. Some 70 bytes of heap for each. */
final class ContentIndex {
    private static final int NOBODY = 0;
    private static final int MANY = -1;

    private final DigestSet digests = new DigestSet();
    private long[] sizes = new long[1024];
    /** Who needs it: nobody, one, by number, or many. */
    private int[] repositories = new int[0];

    private int[] tags = new int[0];
    /** The last walk that met it. */
    private int[] walks = new int[0];

    private int walk;

    void add(Digest digest, long size) {
        int before = digests.size();
        int number = digests.add(digest);
        if (number < before) {
            return; // shown twice, because it moved meanwhile
        }
        if (number == sizes.length) {
            sizes = Arrays.copyOf(sizes, sizes.length + sizes.length / 2);
        }
        sizes[number] = size;
    }

    /** No more is added. */
    void complete() {
        repositories = new int[digests.size()];
        tags = new int[digests.size()];
        walks = new int[digests.size()];
    }

    int size() {
        return digests.size();
    }

    /** The number of content; -1 if there is none. */
    int number(Digest digest) {
        return digests.number(digest);
    }

    long bytes(int number) {
        return sizes[number];
    }

    /** Begins a walk that has met nothing. */
    void beginWalk() {
        walk++;
    }

    /** Whether the walk meets it for the first time. */
    boolean meet(int number) {
        boolean first = walks[number] != walk;
        walks[number] = walk;
        return first;
    }

    /** Whether the walk met it. */
    boolean isMet(int number) {
        return walks[number] == walk;
    }

    void need(int number, int repository, int tag) {
        repositories[number] = mark(repositories[number], repository);
        tags[number] = mark(tags[number], tag);
    }

    boolean isNeeded(int number) {
        return repositories[number] != NOBODY;
    }

    /** Whether several repositories need it. */
    boolean isSharedByRepositories(int number) {
        return repositories[number] == MANY;
    }

    /** Whether several tags need it, in whichever repositories. */
    boolean isSharedByTags(int number) {
        return tags[number] == MANY;
    }

    private static int mark(int known, int who) {
        return known == NOBODY || known == who + 1 ? who + 1 : MANY;
    }
}
