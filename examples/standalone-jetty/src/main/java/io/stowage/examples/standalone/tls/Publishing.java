package io.stowage.examples.standalone.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Puts files where others read them, whole or not at all, also when several processes do so at once. */
final class Publishing {
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");
    private static final FileAttribute<?> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private Publishing() {}

    /** Makes a directory that nobody else may enter, also if it was there and open. */
    static void privateDirectory(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            Set<PosixFilePermission> wanted = PosixFilePermissions.fromString("rwx------");
            if (!Files.getPosixFilePermissions(directory).equals(wanted)) {
                Files.setPosixFilePermissions(directory, wanted);
            }
        }
    }

    /** Publishes, unless somebody was first: then what is there stays. The caller reads what became of it. */
    static void ifAbsent(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path draft = draft(file, content, permissions);
        try {
            // A link fails where a name is taken; a rename would replace it.
            Files.createLink(file, draft);
            sync(parent(file));
        } catch (FileAlreadyExistsException e) {
            // Theirs.
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Some file systems have no hard links. There, two that start in the same moment are not told apart.
            if (Files.notExists(file)) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Publishes in place of what is there; readers see one or the other. */
    static void replace(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path draft = draft(file, content, permissions);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(file));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path draft(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        // Made readable by nobody else, and opened up after.
        Path draft =
                Files.createTempFile(parent(file), ".", ".draft", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.setPosixFilePermissions(draft, permissions);
        return draft;
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is a root");
        }
        return parent;
    }
}
