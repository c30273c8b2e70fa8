package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** Decides about one file after the other: stays, goes aside, comes back, or goes for good. */
abstract class SweptFiles {
    final SweepCount count;
    private final Instant startedAt;
    private final Duration grace;

    private SweptFiles(SweepCount count, Instant startedAt, Duration grace) {
        this.count = count;
        this.startedAt = startedAt;
        this.grace = grace;
    }

    /**
     * Deals with a file that may be in its place, aside, or nowhere.
     *
     * @return whether it is still to be had, in its place or aside
     */
    final boolean settle(Path file, boolean needed, SweepCount.Kind kind) throws IOException {
        Optional<BasicFileAttributes> there = attributes(file);
        if (there.isPresent()) {
            if (!needed && isOld(there.get())) {
                putAside(file);
                count.aside.add(kind, there.get().size());
            }
            return true;
        }
        Optional<BasicFileAttributes> away = asideAttributes(file);
        if (away.isEmpty()) {
            return false;
        }
        if (needed) {
            bringBack(file);
            count.broughtBack++;
            return true;
        }
        Optional<Instant> since = asideSince(file);
        if (since.isEmpty()
                || !since.get().isBefore(startedAt)
                || since.get().plus(grace).isAfter(startedAt)
                || !remove(file, since.get())) {
            return true;
        }
        count.freed.add(kind, away.get().size());
        return false;
    }

    /** Removes a file, or an empty directory, that nobody can want: what a write left that was interrupted. */
    final void clear(Path remains) throws IOException {
        Optional<BasicFileAttributes> there = attributes(remains);
        if (there.isEmpty() || !isOld(there.get())) {
            return;
        }
        if (there.get().isDirectory()) {
            prune(remains);
        } else if (there.get().isRegularFile()) {
            delete(remains);
            count.remains++;
        }
    }

    /** Clears what interrupted writes left among the entries of a directory. */
    final void clearTemporary(Path directory, Collection<String> names) throws IOException {
        for (String name : names) {
            if (FilesystemLayout.isTemporary(name)) {
                clear(directory.resolve(name));
            }
        }
    }

    abstract Optional<BasicFileAttributes> asideAttributes(Path file) throws IOException;

    abstract Optional<Instant> asideSince(Path file) throws IOException;

    abstract void putAside(Path file) throws IOException;

    abstract void bringBack(Path file) throws IOException;

    abstract boolean remove(Path file, Instant since) throws IOException;

    abstract void delete(Path file) throws IOException;

    /** Removes a directory if it is empty. */
    abstract void prune(Path directory);

    private boolean isOld(BasicFileAttributes attributes) {
        return !attributes.lastModifiedTime().toInstant().plus(grace).isAfter(startedAt);
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Does it. */
    static SweptFiles real(
            SweepCount count,
            Instant startedAt,
            Duration grace,
            Aside aside,
            AtomicFiles files,
            DurableDirectories directories) {
        return new SweptFiles(count, startedAt, grace) {
            @Override
            Optional<BasicFileAttributes> asideAttributes(Path file) throws IOException {
                return aside.attributes(file);
            }

            @Override
            Optional<Instant> asideSince(Path file) throws IOException {
                return aside.since(file);
            }

            @Override
            void putAside(Path file) throws IOException {
                aside.put(file);
            }

            @Override
            void bringBack(Path file) throws IOException {
                aside.bringBack(file);
            }

            @Override
            boolean remove(Path file, Instant since) throws IOException {
                return aside.remove(file, since);
            }

            @Override
            void delete(Path file) throws IOException {
                files.delete(file);
            }

            @Override
            void prune(Path directory) {
                try {
                    if (Files.isSymbolicLink(directory)) {
                        return; // somebody's way to another disk
                    }
                    directories.remove(directory);
                    count.remains++;
                } catch (IOException e) {
                    Objects.requireNonNull(e); // not empty, or not there: as it should be
                }
            }
        };
    }

    /** Only says what it would do. */
    static SweptFiles rehearsed(SweepCount count, Instant startedAt, Duration grace, Aside aside) {
        return new SweptFiles(count, startedAt, grace) {
            @Override
            Optional<BasicFileAttributes> asideAttributes(Path file) throws IOException {
                return aside.attributes(file);
            }

            @Override
            Optional<Instant> asideSince(Path file) throws IOException {
                return aside.since(file);
            }

            @Override
            void putAside(Path file) {}

            @Override
            void bringBack(Path file) {}

            @Override
            boolean remove(Path file, Instant since) {
                return true;
            }

            @Override
            void delete(Path file) {}

            @Override
            void prune(Path directory) {}
        };
    }
}
