package io.stowage.registry.storage.filesystem;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files that a reader sees whole or not at all: written under another name, synced, then renamed or linked into
 * place. A published file is never written to again.
 *
 * <p>A reply that NFS loses makes the client ask again, and the second answer is an error though the first request was
 * done. So after an error the outcome is looked at before it is believed.
 */
final class AtomicFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);

    private final DurableDirectories directories;
    private final FreshLookups lookups;
    private final NewEntries entries;
    private final boolean sync;

    AtomicFiles(DurableDirectories directories, FreshLookups lookups, NewEntries entries, boolean sync) {
        this.directories = directories;
        this.lookups = lookups;
        this.entries = entries;
        this.sync = sync;
    }

    /**
     * Puts a file with the given content under a name, whatever was there; durable when it returns.
     *
     * <p>The file is synced before it gets its name, so that no power cut leaves an empty one: Distribution's collector
     * gives up on those.
     */
    void write(Path target, byte[] content) throws IOException {
        write(target, content, () -> {});
    }

    /**
     * Like {@link #write(Path, byte[])}, for a file that shows the way to others.
     *
     * @param needed makes durable what must be so before the file is seen. It runs after the file was synced, which saves
     *     it most of its work: both are in one entry of the file system's journal.
     */
    void write(Path target, byte[] content, DurableDirectories.Action needed) throws IOException {
        directories.within(parentOf(target), () -> place(target, content, needed));
    }

    /** Like {@link #write(Path, byte[])}, for a file that nobody sees before something else has shown the way to it. */
    void write(Path target, byte[] content, Publication publication) throws IOException {
        directories.within(parentOf(target), () -> place(target, content, () -> {}), publication);
    }

    /**
     * Like {@link #write(Path, byte[], DurableDirectories.Action)}, but for the age of the file, which is new also if it held
     * the content before.
     */
    void replace(Path target, byte[] content, DurableDirectories.Action needed) throws IOException {
        directories.within(parentOf(target), () -> put(target, content, needed));
    }

    /** Like {@link #write}, for a file that need not survive a power cut. */
    void writeVolatile(Path target, byte[] content) throws IOException {
        Path directory = parentOf(target);
        directories.withinVolatile(directory, () -> {
            Path temporary = FilesystemLayout.temporary(directory);
            try {
                create(temporary, content).close();
                move(temporary, target);
            } catch (IOException e) {
                discard(temporary, e);
                throw e;
            }
        });
    }

    /** Creates an empty file, if it is not there; durable when it returns. */
    void placeEmpty(Path target) throws IOException {
        Path directory = parentOf(target);
        directories.within(directory, () -> {
            if (directories.isDoubtful(directory)) {
                put(target, new byte[0], () -> {});
            } else {
                createEmpty(target);
            }
        });
    }

    /**
     * Makes the name of a file durable that another may have just written, and not yet synced. Does nothing for those that
     * this process has seen to.
     *
     * @return false if there is no such file, or was none at some moment
     */
    boolean settle(Path file) throws IOException {
        Path directory = parentOf(file);
        try {
            directories.settleUnlessKnown(directory);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (NamesInDoubtException e) {
            return renewDurably(file);
        }
    }

    /** Like {@link #settle}, but only where a sync has failed. */
    void settleDoubtful(Path file) throws IOException {
        if (directories.isDoubtful(parentOf(file))) {
            settle(file);
        }
    }

    private boolean renewDurably(Path file) throws IOException {
        if (lookups.attributes(file).isEmpty()) {
            return false;
        }
        try {
            directories.within(parentOf(file), () -> renew(file));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Puts a copy of a file in its place. So its name is written anew, which a second link to the same file would not be:
     * POSIX has a rename between two names of one file do nothing.
     */
    void renew(Path file) throws IOException {
        Path copy = FilesystemLayout.temporary(parentOf(file));
        try {
            try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                    FileChannel target = create(copy)) {
                append(source, target);
                force(target);
            }
            move(copy, file);
        } catch (IOException e) {
            discard(copy, e);
            throw e;
        }
    }

    /** Writes all of a file to the end of another. */
    static void append(FileChannel source, FileChannel target) throws IOException {
        long size = source.size();
        for (long at = 0; at < size; ) {
            at += source.transferTo(at, size - at, target);
        }
    }

    /** Creates an empty file, if it is not there. */
    void placeEmptyVolatile(Path target) throws IOException {
        try {
            createEmpty(target); // of very many, nearly all find their directory
        } catch (NoSuchFileException e) {
            directories.withinVolatile(parentOf(target), () -> createEmpty(target));
        }
    }

    /**
     * Creates a file in place, neither atomic nor durable.
     *
     * @throws FileAlreadyExistsException if the name is taken, perhaps by this very call
     */
    void createVolatile(Path target, byte[] content) throws IOException {
        write(entries.file(target), content).close();
    }

    /** Like {@link #createVolatile}, for a name that nobody else uses. */
    void createOwn(Path target, byte[] content) throws IOException {
        create(target, content).close();
    }

    /** A new file for writing, to be {@link #force forced} and published, under a name that nobody else uses. */
    FileChannel create(Path file) throws IOException {
        try {
            return entries.file(file);
        } catch (FileAlreadyExistsException e) {
            Files.deleteIfExists(file); // it is ours: the reply to the first try was lost
            return entries.file(file);
        }
    }

    /** Makes the bytes of a file durable. */
    void force(FileChannel channel) throws IOException {
        if (sync) {
            channel.force(false);
        }
    }

    /**
     * Makes the bytes of a file durable that another wrote, who may have died, or may be about to sync it.
     *
     * @return false if that failed: then the file must be replaced, now or by whoever comes next. The kernel may have
     *     dropped what it could not write, and would call the next sync a success.
     */
    boolean isForced(Path file) throws IOException {
        if (!sync) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(false);
            return true;
        } catch (FileSystemException e) {
            throw e; // it never began
        } catch (IOException e) {
            LOG.warn("could not sync {}: it is written again", file, e);
            directories.distrust(parentOf(file));
            return false;
        }
    }

    /** Renames a file over whatever has the target's name. */
    void move(Path from, Path to) throws IOException {
        Object identity = identity(from);
        try {
            Files.move(from, to, ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isAt(to, identity)) { // else the reply was lost, the file was not
                throw e;
            }
        }
    }

    /**
     * Takes a name away from a file.
     *
     * @return whether it was this call that did so: true for one of several that try it at once
     */
    boolean take(Path file) throws IOException {
        // By a rename, whose outcome can be told when its reply was lost; that of a removal cannot.
        Path away = FilesystemLayout.temporary(parentOf(file));
        try {
            Files.move(file, away, ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (lookups.attributes(away).isEmpty()) {
                return false;
            }
        }
        delete(away);
        return true;
    }

    /**
     * Gives a file a second name, if that is not taken.
     *
     * @return whether the name is now this file's; false if it is another's
     */
    boolean link(Path existing, Path name) throws IOException {
        try {
            Files.createLink(name, existing);
            return true;
        } catch (FileAlreadyExistsException e) {
            return isAt(name, identity(existing)); // true: the reply to the first try was lost
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (isRefusedForGood(e)) {
                return linkByMoving(existing, name, e);
            }
            throw e;
        }
    }

    /** Removes a file that may be gone. */
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Removes what a failed write left, without hiding why it failed. */
    void discard(Path file, Throwable failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    // A full disk has hard links again when there is room. A file that was moved instead would be missing where it was,
    // if
    // what is to be done with its new name fails too.
    private static boolean isRefusedForGood(Exception noLink) {
        return switch (StorageTrouble.of(noLink)) {
            case FULL, READ_ONLY, UNREACHABLE, OVERLOADED, DAMAGED -> false;
            case FORBIDDEN, OBSTRUCTED, OTHER -> true;
        };
    }

    // Some file systems (exFAT, some FUSE and SMB mounts) have no hard links, and Linux refuses one to another user's
    // file. There the name is checked before the rename: two writers in the same moment are told apart no longer, but
    // each file is still whole.
    private boolean linkByMoving(Path existing, Path name, Exception noLink) throws IOException {
        Object identity = identity(existing);
        if (isAt(name, identity)) {
            return true;
        }
        if (lookups.attributes(name).isPresent()) {
            return false;
        }
        try {
            Files.move(existing, name, ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            if (isAt(name, identity)) {
                return true;
            }
            e.addSuppressed(noLink);
            throw e;
        }
    }

    private void place(Path target, byte[] content, DurableDirectories.Action needed) throws IOException {
        if (!directories.isDoubtful(parentOf(target)) && holds(target, content) && isForced(target)) {
            needed.run();
        } else {
            put(target, content, needed);
        }
    }

    private void put(Path target, byte[] content, DurableDirectories.Action needed) throws IOException {
        Path temporary = FilesystemLayout.temporary(parentOf(target));
        try {
            try (FileChannel channel = create(temporary, content)) {
                force(channel);
            }
            needed.run();
            move(temporary, target);
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
    }

    // Without looking twice: what is wrongly found absent is written again, and what another replaces while it is read.
    private static boolean holds(Path file, byte[] content) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != content.length || Files.isDirectory(file)) {
                return false;
            }
            ByteBuffer present = ByteBuffer.allocate(content.length);
            while (present.hasRemaining() && channel.read(present) >= 0) {}
            return Arrays.equals(present.array(), content);
        } catch (IOException e) {
            return false;
        }
    }

    private void createEmpty(Path file) throws IOException {
        try {
            entries.file(file).close();
        } catch (FileAlreadyExistsException e) {
            return; // as it should be
        }
    }

    /** A new file with some content, still open, to be {@link #force forced}, under a name that nobody else uses. */
    FileChannel create(Path file, byte[] content) throws IOException {
        return write(create(file), content);
    }

    private static FileChannel write(FileChannel channel, byte[] content) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private boolean isAt(Path file, @Nullable Object identity) throws IOException {
        return identity != null
                && lookups.attributes(file)
                        .map(BasicFileAttributes::fileKey)
                        .filter(identity::equals)
                        .isPresent();
    }

    private static Path parentOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "file has no parent");
    }
}
