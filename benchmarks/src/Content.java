import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A blob that no server has seen: one block of random bytes over and over, which stays in the processor's cache, and a
 * tail of its own. The digest of all but the tail is computed once per size.
 */
final class Content {
    private static final int TAIL = 64;
    private static final AtomicLong COUNTER = new AtomicLong(System.nanoTime());
    private static final Map<Long, MessageDigest> PREFIXES = new ConcurrentHashMap<>();
    private static final ByteBuffer BLOCK = block();

    private final long size;
    private final ByteBuffer tail;
    private final String digest;

    private Content(long size, ByteBuffer tail, String digest) {
        this.size = size;
        this.tail = tail;
        this.digest = digest;
    }

    /** New content of a size, which is at least 64 bytes. */
    static Content fresh(long size) {
        ByteBuffer tail = ByteBuffer.allocateDirect(TAIL);
        tail.putLong(COUNTER.incrementAndGet()).rewind();
        try {
            MessageDigest digest = (MessageDigest)
                    PREFIXES.computeIfAbsent(size - TAIL, Content::prefix).clone();
            digest.update(tail.duplicate());
            return new Content(size, tail, "sha256:" + HexFormat.of().formatHex(digest.digest()));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    long size() {
        return size;
    }

    String digest() {
        return digest;
    }

    /** The bytes, in pieces of at most 1 MiB, each to be read once. */
    Iterable<ByteBuffer> parts() {
        return () -> parts(size - TAIL, tail.duplicate());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Iterator<ByteBuffer> parts(long prefix, ByteBuffer tail) {
        return new Iterator<>() {
            private long left = prefix + TAIL;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public ByteBuffer next() {
                int n = (int) Math.min(BLOCK.capacity(), left - TAIL);
                ByteBuffer part = n == 0 ? tail : BLOCK.slice(0, n);
                left -= part.remaining();
                return part;
            }
        };
    }

    private static MessageDigest prefix(long size) {
        MessageDigest digest = sha256();
        Iterator<ByteBuffer> parts = parts(size, ByteBuffer.allocate(0));
        for (long left = size; left > 0; ) {
            ByteBuffer part = parts.next();
            left -= part.remaining();
            digest.update(part);
        }
        return digest;
    }

    private static ByteBuffer block() {
        byte[] bytes = new byte[1 << 20];
        new Random(42).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind();
    }
}
