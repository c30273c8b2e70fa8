package io.stowage.examples.standalone.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An htpasswd file to be changed: one {@code name:hash} a line. Lines about others, comments and what cannot be understood
 * stay as they are.
 *
 * <p>A new version takes the place of the old one in one step, with its mode, owner and group, so that a registry that
 * reads it sees one or the other. Two who change it at the same time are not told apart: the later one wins.
 */
final class PasswordFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);

    /** What a registry takes for a file without users; an empty one it takes for half written, and keeps the old users. */
    private static final String NOBODY = "# no users";

    private final Path file;
    private final List<String> lines;

    private PasswordFile(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads a file; one that is not there is empty.
     *
     * @throws IOException if it cannot be read, or is no UTF-8
     */
    static PasswordFile read(Path path) throws IOException {
        // What a link leads to is changed, not the link.
        Path file =
                Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        try {
            return new PasswordFile(
                    file, Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>());
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "not UTF-8");
        }
    }

    /** The hash of a user; empty if there is no line with the name. */
    Optional<String> hashOf(String user) {
        return lines.stream()
                .filter(line -> isOf(user, line))
                .map(line -> line.strip().substring(user.length() + 1))
                .findFirst();
    }

    /** Gives a user a hash, in the user's place or else at the end. */
    void put(String user, String hash) {
        String line = user + ":" + hash;
        for (int i = 0; i < lines.size(); i++) {
            if (isOf(user, lines.get(i))) {
                lines.set(i, line);
                // Only the first line with a name counts; a later one would come to life if that one went.
                lines.subList(i + 1, lines.size()).removeIf(other -> isOf(user, other));
                return;
            }
        }
        lines.remove(NOBODY);
        lines.add(line);
    }

    /** Removes a user; answers whether there was one. */
    boolean remove(String user) {
        return lines.removeIf(line -> isOf(user, line));
    }

    /**
     * Writes what has changed.
     *
     * @throws IOException if it cannot, or could not keep mode, owner and group; the file is as it was
     */
    void write() throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        Path draft = Files.createTempFile(directory, ".htpasswd-", ".draft", PRIVATE);
        try {
            StringBuilder text = new StringBuilder();
            List<String> left = lines.stream().allMatch(String::isBlank) ? List.of(NOBODY) : lines;
            left.forEach(line -> text.append(line).append('\n'));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (Files.exists(file)) {
                keepAttributes(draft);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void keepAttributes(Path draft) throws IOException {
        PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributes now = Files.readAttributes(draft, PosixFileAttributes.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(draft, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!before.owner().equals(now.owner())) {
            view.setOwner(before.owner());
        }
        if (!before.group().equals(now.group())) {
            view.setGroup(before.group());
        }
        view.setPermissions(before.permissions());
    }

    private static boolean isOf(String user, String line) {
        return line.strip().startsWith(user + ":");
    }
}
