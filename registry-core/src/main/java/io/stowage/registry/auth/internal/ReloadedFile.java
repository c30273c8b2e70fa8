package io.stowage.registry.auth.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small text file that is read again when it has changed, whether by an editor, a rename, or the symlink swap of a
 * mounted Kubernetes volume. A new version that is broken, or missing, is named in one line of the log and changes nothing:
 * what was read before stays in force.
 *
 * <p>Whoever asks for the value has a look at the file, at most once a second and one at a time; there is no thread. It is
 * the content that is compared, since times and sizes can stay the same.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> what the file says; immutable
 */
public final class ReloadedFile<T> {
    private static final Logger log = LoggerFactory.getLogger(ReloadedFile.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final String what;
    private final Path path;
    private final int maxBytes;
    private final Parser<T> parser;
    private final LongSupplier nanoTime;
    private final AtomicLong nextLook;
    private volatile T value;

    /** Guards the fields below. */
    private final ReentrantLock looking = new ReentrantLock();

    private byte[] read;
    private byte @Nullable [] refused;
    private String trouble = "";

    /**
     * Reads a file.
     *
     * @param what it holds, in the plural, for the log: {@code access rules}
     * @param maxBytes the size above which it is refused
     * @throws IOException if it cannot be read, is too large or no UTF-8, or the parser refuses it; the message names the
     *     file, that of a {@link FileSystemException#getReason reason} does not
     */
    public static <T> ReloadedFile<T> open(String what, Path path, int maxBytes, Parser<T> parser) throws IOException {
        return open(what, path, maxBytes, parser, System::nanoTime);
    }

    /** As {@link #open(String, Path, int, Parser)}, by a clock of one's own. */
    public static <T> ReloadedFile<T> open(
            String what, Path path, int maxBytes, Parser<T> parser, LongSupplier nanoTime) throws IOException {
        byte[] content = bytes(path, maxBytes);
        return new ReloadedFile<>(what, path, maxBytes, parser, nanoTime, content, parse(path, content, parser));
    }

    private ReloadedFile(
            String what, Path path, int maxBytes, Parser<T> parser, LongSupplier nanoTime, byte[] content, T value) {
        this.what = requireNonNull(what, "what is null");
        this.path = path;
        this.maxBytes = maxBytes;
        this.parser = parser;
        this.nanoTime = nanoTime;
        this.nextLook = new AtomicLong(nanoTime.getAsLong() + BETWEEN_LOOKS.toNanos());
        this.read = content;
        this.value = value;
    }

    /** What the file says, or said when it could last be understood. */
    public T value() {
        long now = nanoTime.getAsLong();
        long due = nextLook.get();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + BETWEEN_LOOKS.toNanos()) && looking.tryLock()) {
            // Without waiting for another who is at it: a mount that hangs costs one request and not all.
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return value;
    }

    private void look() {
        byte[] content;
        try {
            content = bytes(path, maxBytes);
        } catch (IOException e) {
            complain(reason(e));
            return;
        }
        if (Arrays.equals(content, read)) {
            if (!trouble.isEmpty()) {
                log.info("the {} in {} are again those in force", what, path);
                forgive();
            }
        } else if (!Arrays.equals(content, refused)) {
            try {
                value = parse(path, content, parser);
                read = content;
                forgive();
                log.info("the {} in {} changed, the new ones are in force", what, path);
            } catch (IOException e) {
                refused = content;
                trouble = "";
                complain(reason(e));
            }
        }
    }

    private void complain(String reason) {
        if (!reason.equals(trouble)) {
            log.error("the new {} in {} cannot be used, those from before stay in force: {}", what, path, reason);
            trouble = reason;
        }
    }

    private void forgive() {
        trouble = "";
        refused = null;
    }

    private static byte[] bytes(Path path, int maxBytes) throws IOException {
        // A pipe or device would keep whoever reads it waiting.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw refused(path, "not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw refused(path, "larger than " + maxBytes + " bytes");
            }
            return content;
        }
    }

    private static <T> T parse(Path path, byte[] content, Parser<T> parser) throws IOException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw refused(path, "not UTF-8");
        }
        try {
            // Some editors mark their UTF-8.
            return parser.parse(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (IllegalArgumentException e) {
            throw refused(path, String.valueOf(e.getMessage()));
        }
    }

    private static FileSystemException refused(Path path, String reason) {
        return new FileSystemException(path.toString(), null, reason);
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "it is not there";
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(failure);
    }

    /**
     * Makes sense of a text.
     *
     * @param <T> what the text says
     */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Makes sense of a text.
         *
         * @throws IllegalArgumentException if there is none; the message, for the log and the start, names line and value
         *     and holds no secret
         */
        T parse(String text);
    }
}
