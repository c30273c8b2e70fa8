package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads content and compares it with its digest. What is damaged is read a second time before it is believed, and taken
 * away. Safe for use by many threads.
 */
final class ContentCheck {
    private static final Logger log = LoggerFactory.getLogger(ContentCheck.class);
    private static final int BUFFER = 256 << 10;
    private static final int LOOKS = 3;

    private final Inspection inspection;
    private final RateLimit rate;
    private final boolean quarantines;
    private final LongConsumer read;

    /**
     * A check.
     *
     * @param read is told of bytes that were read
     */
    ContentCheck(Inspection inspection, RateLimit rate, boolean quarantines, LongConsumer read) {
        this.inspection = inspection;
        this.rate = rate;
        this.quarantines = quarantines;
        this.read = read;
    }

    /**
     * What is the matter with content.
     *
     * @param problem what
     * @param detail more of it
     * @param quarantined whether it was taken away
     */
    record Damage(Problem problem, String detail, boolean quarantined) {}

    /**
     * Checks what lies under a digest.
     *
     * @return what is the matter; empty if it is sound, or nothing lies there
     * @throws InterruptedIOException if the thread was interrupted
     */
    Optional<Damage> check(Digest digest) throws InterruptedIOException {
        Damage last = new Damage(Problem.UNREADABLE, "never looked at", false);
        // Without a quarantine, which reads once more itself, twice is enough.
        for (int look = quarantines ? 1 : 2; look <= LOOKS; look++) {
            try (InspectedContent content = inspection.openContent(digest).orElse(null)) {
                if (content == null) {
                    return Optional.empty();
                }
                Digest actual = digestOf(content.read(), content.size(), digest);
                if (actual.equals(digest)) {
                    return Optional.empty();
                }
                String detail = "its " + content.size() + " bytes have the digest " + actual;
                last = new Damage(Problem.CORRUPT, detail, false);
                // Read once more in either case: they may be replaced by now, and a sound disk may read wrong too.
                if (quarantines) {
                    last = quarantine(content, detail);
                    if (last.quarantined()) {
                        return Optional.of(last);
                    }
                }
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                // An I/O error is no evidence: what cannot be read now may be whole. It stays where it is.
                last = new Damage(Problem.UNREADABLE, reason(e), false);
            }
        }
        return Optional.of(last);
    }

    /** Whether the bytes that lie under one digest have another too. */
    boolean have(Digest stored, Digest digest) throws IOException {
        try (InspectedContent content = inspection.openContent(stored).orElse(null)) {
            return content == null
                    || digestOf(content.read(), content.size(), digest).equals(digest);
        }
    }

    private Damage quarantine(InspectedContent content, String detail) throws InterruptedIOException {
        try {
            boolean done = content.quarantine(bytes -> {
                Digest again = digestOf(bytes, 0, content.digest());
                return !again.equals(content.digest());
            });
            if (done) {
                log.warn("took content {} out of reach, because {}", content.digest(), detail);
                return new Damage(Problem.CORRUPT, detail, true);
            }
            return new Damage(
                    Problem.CORRUPT, detail + "; it stays, because it was moved or read differently meanwhile", false);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new Damage(
                    Problem.CORRUPT, detail + "; it stays, because it could not be moved: " + reason(e), false);
        }
    }

    private Digest digestOf(InputStream bytes, long atLeast, Digest digest) throws IOException {
        MessageDigest running = digest.algorithm().newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        long count = 0;
        for (int length = bytes.read(buffer); length >= 0; length = bytes.read(buffer)) {
            running.update(buffer, 0, length);
            count += length;
            read.accept(length);
            rate.spend(length);
        }
        if (count < atLeast) {
            throw new EOFException("it ended after " + count + " of " + atLeast + " bytes");
        }
        return Digest.finish(digest.algorithm(), running);
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
