package io.stowage.registry.testing.nfs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.stowage.registry.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The machine that has the directory. It finds files by handle, under whatever names they have now, which is how a client
 * can open by an old name what was renamed since.
 *
 * <p>Its lock makes each request of a client one step. Everything in the directory has to be done through clients.
 */
public final class NfsServer {
    private final Path export;
    private final NfsVersion version;
    private final FakeTime time;
    private final Inode root;
    private final Map<Inode, Set<Name>> names = new HashMap<>();
    private final Map<Object, Integer> generations = new HashMap<>();
    /** Where directories lie, until one of them is moved or removed. */
    private final Map<Inode, Path> places = new HashMap<>();

    /** Serves a directory; its clients' caches age by the given time. */
    public NfsServer(Path export, NfsVersion version, FakeTime time) throws IOException {
        this.export = export.toRealPath();
        this.version = version;
        this.time = time;
        this.root = inode(this.export).orElseThrow();
    }

    private record Name(Inode directory, String name) {}

    /** Mounts the directory: a client that knows nothing yet. */
    public NfsClient mount() {
        return new NfsClient(this);
    }

    NfsVersion version() {
        return version;
    }

    Instant now() {
        return time.instant();
    }

    Path export() {
        return export;
    }

    Inode root() {
        return root;
    }

    /** The inode that a real path leads to; empty if it leads nowhere. */
    Optional<Inode> inode(Path real) throws IOException {
        try {
            return Optional.of(inode(Files.readAttributes(real, BasicFileAttributes.class, NOFOLLOW_LINKS)
                    .fileKey()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Inode inode(Object fileKey) {
        Objects.requireNonNull(fileKey, "the directory lies on a file system without file keys");
        return new Inode(fileKey, generations.getOrDefault(fileKey, 0));
    }

    /** Looks a name up, as a client that asks; empty if it is not there. */
    Optional<Inode> lookUp(Inode directory, String name) throws IOException {
        Path place = path(directory)
                .orElseThrow(() -> new StaleHandleException(name))
                .resolve(name);
        Optional<Inode> found = inode(place);
        found.ifPresent(
                inode -> names.computeIfAbsent(inode, any -> new HashSet<>()).add(new Name(directory, name)));
        return found;
    }

    /** Where an inode lies now; empty if it is nowhere any more. */
    Optional<Path> path(Inode inode) throws IOException {
        if (inode.equals(root)) {
            return Optional.of(export);
        }
        Path known = places.get(inode);
        if (known != null) {
            return Optional.of(known);
        }
        for (Name name : names.getOrDefault(inode, Set.of())) {
            Optional<Path> directory = path(name.directory());
            if (directory.isPresent()) {
                Path place = directory.get().resolve(name.name());
                if (inode(place).equals(Optional.of(inode))) {
                    if (Files.isDirectory(place, NOFOLLOW_LINKS)) {
                        places.put(inode, place);
                    }
                    return Optional.of(place);
                }
            }
        }
        return Optional.empty();
    }

    /** To be called when a name has moved. */
    void renamed(Path from, Path to) {
        if (Files.isDirectory(to, NOFOLLOW_LINKS)) {
            places.values().removeIf(place -> place.startsWith(from));
        }
    }

    /** To be called before a name is removed or replaced: an inode without any name left is no more. */
    void unlinking(Path real) throws IOException {
        Optional<Inode> inode = inode(real);
        if (inode.isEmpty()) {
            return;
        }
        boolean last = Files.isDirectory(real, NOFOLLOW_LINKS)
                || (int) Files.getAttribute(real, "unix:nlink", NOFOLLOW_LINKS) == 1;
        if (last) {
            places.remove(inode.get());
            names.remove(inode.get());
            generations.merge(inode.get().fileKey(), 1, Integer::sum);
        }
    }
}
