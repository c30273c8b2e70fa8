package io.stowage.registry.testing.nfs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sizes, times and types that a client remembers: for some seconds it does not ask again, unless it opens. */
final class AttributeCache {
    /** {@code acregmin}. */
    static final Duration BELIEVED = Duration.ofSeconds(3);

    private final NfsServer server;
    private final Map<Inode, Entry> entries = new HashMap<>();

    AttributeCache(NfsServer server) {
        this.server = server;
    }

    private record Entry(BasicFileAttributes attributes, Instant seen) {}

    Optional<BasicFileAttributes> find(Inode inode) {
        return Optional.ofNullable(entries.get(inode))
                .filter(entry -> server.now().isBefore(entry.seen().plus(BELIEVED)))
                .map(Entry::attributes);
    }

    BasicFileAttributes ask(Inode inode, Path real) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class, NOFOLLOW_LINKS);
        entries.put(inode, new Entry(attributes, server.now()));
        return attributes;
    }

    void forget(Inode inode) {
        entries.remove(inode);
    }
}
