package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes links: files that hold the text of a digest, without a newline. One that holds anything else is
 * absent: real directories have empty ones, from power cuts under other registries.
 */
final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final int LONGEST = 256;
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final FreshLookups lookups;
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;

    Links(FreshLookups lookups, Aside aside, AtomicFiles files, DurableDirectories directories) {
        this.lookups = lookups;
        this.aside = aside;
        this.files = files;
        this.directories = directories;
    }

    /** The digest in a link; empty if there is none. */
    Optional<Digest> read(Path link) throws IOException {
        return parse(link, aside.read(link, LONGEST));
    }

    /** Like {@link #read}, but leaves what is aside there. */
    Optional<Digest> peek(Path link) throws IOException {
        return parse(link, aside.peek(link, LONGEST));
    }

    /**
     * What is in a link that is in its place.
     *
     * @param digest empty if it is not a digest
     */
    record Text(Optional<Digest> digest) {}

    /** Like {@link #peek}, but tells a link that is not there from one that cannot be understood. */
    Optional<Text> look(Path link) throws IOException {
        Optional<byte[]> content = lookups.read(link, LONGEST);
        if (content.isEmpty() && !Files.isRegularFile(link)) {
            return Optional.empty();
        }
        return Optional.of(new Text(parse(link, content)));
    }

    private static Optional<Digest> parse(Path link, Optional<byte[]> content) {
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Optional<Digest> target = Digest.tryParse(new String(content.get(), StandardCharsets.ISO_8859_1));
        if (target.isEmpty()) {
            LOG.debug("ignored {}: its {} bytes are not a digest", link, content.get().length);
        }
        return target;
    }

    /** Whether a link is there and holds just this digest. */
    boolean holds(Path link, Digest digest) throws IOException {
        return read(link).filter(digest::equals).isPresent();
    }

    /** Makes a link hold a digest; durable when it returns. */
    void write(Path link, Digest digest) throws IOException {
        write(link, digest, () -> {});
    }

    /**
     * Like {@link #write(Path, Digest)}.
     *
     * @param needed makes durable what must be so before the link is seen
     */
    void write(Path link, Digest digest, DurableDirectories.Action needed) throws IOException {
        aside.bringBack(link); // or there would be two, and the other would outlive a delete
        files.write(link, text(digest), needed);
    }

    /**
     * Like {@link #write(Path, Digest)}, for a link that goes with another.
     *
     * @param publication what follows it; must make it durable
     */
    void write(Path link, Digest digest, Publication publication) throws IOException {
        aside.bringBack(link);
        files.write(link, text(digest), publication);
    }

    /**
     * Makes a link durable that another may have just written, and not yet synced. Does nothing for links that this
     * process wrote some time ago.
     *
     * @return false if there is no such link
     */
    boolean settle(Path link) throws IOException {
        return files.settle(link);
    }

    /**
     * Like {@link #write(Path, Digest, DurableDirectories.Action)}, and by the link's age it can be told that it was written now, or not long before: who removes
     * what is old goes by it.
     */
    void writeAnew(Path link, Digest digest, DurableDirectories.Action needed) throws IOException {
        aside.bringBack(link);
        if (isRecent(link)) {
            files.write(link, text(digest), needed);
        } else {
            files.replace(link, text(digest), needed);
        }
    }

    // By whichever clocks: what a wrong one takes for old, or for being of tomorrow, is only written once more.
    private boolean isRecent(Path link) throws IOException {
        Optional<BasicFileAttributes> found = lookups.attributes(link);
        return found.isEmpty()
                || Duration.between(found.get().lastModifiedTime().toInstant(), Instant.now())
                                .abs()
                                .compareTo(RECENT)
                        < 0;
    }

    /** Removes a link and, if nothing else is in it, its directory; durable when it returns. */
    boolean delete(Path link) throws IOException {
        Path directory = Objects.requireNonNull(link.getParent(), "link has no directory");
        directories.forget(directory); // whoever writes the link again must sync it again, and may do so at once
        int failures = directories.failures(directory);
        boolean removed = files.take(link);
        // Put aside this moment; or aside, and written again since: then it must not come back.
        while (aside.bringBack(link)) {
            removed |= files.take(link);
        }
        if (!removed) {
            return false;
        }
        directories.syncRemoval(directory, failures);
        try {
            directories.remove(directory);
        } catch (IOException e) {
            LOG.debug("left {}", directory, e); // in use again, or holds what is not ours
        }
        return true;
    }

    private static byte[] text(Digest digest) {
        return digest.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
