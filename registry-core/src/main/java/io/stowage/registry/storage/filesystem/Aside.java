package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the collector puts what seems not to be needed, and from where everybody else takes it back.
 *
 * <p>Each file has one place there, known from its own: a mirror of the tree. Beside it lies a note whose age says since
 * when. Every step is one rename, so that at any moment the file is in one place or the other; who finds it in neither, because
 * it moved between his two looks, looks again.
 */
final class Aside {
    private static final String NOTE = ".since";
    private static final int LOOKS = 3;
    /** How much younger a file may be aside than its note says; little beside any grace time. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final DurableDirectories directories;

    Aside(FilesystemLayout layout, FreshLookups lookups, AtomicFiles files, DurableDirectories directories) {
        this.layout = layout;
        this.lookups = lookups;
        this.files = files;
        this.directories = directories;
    }

    /** Opens a file for reading, wherever it is; what was aside is back. Empty if it is nowhere. */
    Optional<FileChannel> open(Path file) throws IOException {
        return look(file, lookups::open);
    }

    /** Reads a small file, wherever it is; what was aside is back. Empty if it is nowhere, or too large. */
    Optional<byte[]> read(Path file, int limit) throws IOException {
        return look(file, path -> lookups.read(path, limit));
    }

    /** Like {@link #read}, but leaves the file where it is. */
    Optional<byte[]> peek(Path file, int limit) throws IOException {
        for (int look = 1; look < LOOKS; look++) {
            for (Path place : List.of(file, layout.aside(file))) {
                Optional<byte[]> found = lookups.read(place, limit);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return lookups.read(file, limit);
    }

    /** Whether a file is in its place or aside. */
    boolean isAnywhere(Path file) throws IOException {
        return lookups.attributes(file).isPresent()
                || attributes(file).isPresent()
                || lookups.attributes(file).isPresent();
    }

    /** One way to look for a file in its place. */
    @FunctionalInterface
    private interface Look<T> {
        Optional<T> at(Path file) throws IOException;
    }

    /**
     * Looks in the place, aside, and so on, ending in the place. That the file is not aside is no reason to stop: another
     * may have brought it back between the two looks. A collector puts a file aside once in a sweep, so it cannot hide from
     * all of them.
     */
    private <T> Optional<T> look(Path file, Look<T> look) throws IOException {
        for (int i = 1; ; i++) {
            Optional<T> found = look.at(file);
            if (found.isPresent() || i == LOOKS) {
                return found;
            }
            bringBack(file);
        }
    }

    /**
     * Takes a file back, if it is aside.
     *
     * @return whether it was, so that it is worth looking for it again
     */
    boolean bringBack(Path file) throws IOException {
        Path place = layout.aside(file);
        Optional<FileChannel> found = lookups.open(place);
        if (found.isEmpty()) {
            return false;
        }
        found.get().close();
        directories.within(parentOf(file), () -> {
            try {
                // In one step: between a link and the removal of the other name the collector might put it aside again.
                files.move(place, file);
                files.delete(note(place)); // that of a file which another took stays for him to see to
            } catch (NoSuchFileException e) {
                if (lookups.attributes(place).isPresent()) {
                    throw e; // it is the directory that went
                }
                if (directories.isDoubtful(parentOf(file))
                        && lookups.attributes(file).isPresent()) {
                    files.renew(file); // brought back before this, and perhaps lost again
                }
            }
        });
        return true;
    }

    /** Puts a file aside, as of now. Does nothing if it is gone. */
    void put(Path file) throws IOException {
        Path place = layout.aside(file);
        directories.withinVolatile(parentOf(place), () -> {
            // The note first: without one, or with an old one, the file would not be safe for the whole time.
            lookups.refresh(place); // else an NFS client may take an old note for absent, and not remove it
            files.delete(note(place));
            files.createOwn(note(place), new byte[0]);
            try {
                files.move(file, place);
                renewIfSlow(place);
            } catch (AtomicMoveNotSupportedException e) {
                throw new FileSystemException(
                        file.toString(),
                        place.toString(),
                        "lies on another file system than the place for what seems free, which may be a symbolic link");
            } catch (NoSuchFileException e) {
                if (lookups.attributes(file).isPresent()) {
                    throw e; // it is the directory that went
                }
            }
        });
    }

    /**
     * Between the note and the move this process, or its machine, may have slept, and a client found the file in its place.
     * The move gave the time to the directory.
     */
    private void renewIfSlow(Path place) throws IOException {
        Optional<Instant> moved = modified(parentOf(place));
        Optional<Instant> noted = modified(note(place));
        if (moved.isPresent() && noted.isPresent() && noted.get().plus(SLOW).isBefore(moved.get())) {
            files.delete(note(place)); // without one it counts from when somebody looks
            files.createOwn(note(place), new byte[0]);
        }
    }

    private Optional<Instant> modified(Path path) throws IOException {
        return lookups.attributes(path)
                .map(attributes -> attributes.lastModifiedTime().toInstant());
    }

    /**
     * Since when a file is aside, for one that is.
     *
     * @return empty if nobody knows; then it counts from now on
     */
    Optional<Instant> since(Path file) throws IOException {
        Optional<Instant> noted = noted(file);
        if (noted.isEmpty() && attributes(file).isPresent()) {
            files.placeEmptyVolatile(note(layout.aside(file)));
        }
        return noted;
    }

    /** Like {@link #since}, but changes nothing. */
    Optional<Instant> noted(Path file) throws IOException {
        return modified(note(layout.aside(file)));
    }

    /**
     * Whether a name beside files that are aside is that of a note, and of which file.
     *
     * @return the name of the file
     */
    static Optional<String> noted(String name) {
        return name.endsWith(NOTE) ? Optional.of(name.substring(0, name.length() - NOTE.length())) : Optional.empty();
    }

    /**
     * Removes a file that is aside, for good.
     *
     * @param since when it was put there: if that is no longer so, it was taken back and put aside again, and stays
     * @return whether it is gone
     */
    boolean remove(Path file, Instant since) throws IOException {
        Path place = layout.aside(file);
        Path away = FilesystemLayout.temporary(parentOf(place));
        try {
            files.move(place, away);
        } catch (NoSuchFileException e) {
            return false; // taken back
        }
        if (!since(file).equals(Optional.of(since))) {
            files.link(away, place);
            files.delete(away);
            return false;
        }
        files.delete(away);
        files.delete(note(place));
        return true;
    }

    /** Where a file is when it is aside. */
    Path place(Path file) {
        return layout.aside(file);
    }

    /** The size and times of a file that is aside; empty if it is not. */
    Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        return lookups.attributes(layout.aside(file));
    }

    /** The note of a file that has a place aside. */
    static Path note(Path place) {
        return place.resolveSibling(place.getFileName() + NOTE);
    }

    private static Path parentOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "file has no parent");
    }
}
