package io.stowage.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a key directory: {@code 000001.jwk}, {@code 000002.jwk} and so on, each written once, under another name,
 * and linked into place. Who comes second finds the number taken and reads what the first wrote. Nobody but the owner of
 * the process can read them, whatever its umask.
 */
final class KeyFiles {
    private static final Logger log = LoggerFactory.getLogger(KeyFiles.class);

    private static final Pattern NAME = Pattern.compile("(\\d{6,15})\\.jwk");
    private static final String UNFINISHED = ".unfinished";
    private static final long UNFINISHED_FOR_SECONDS = 3600;
    private static final int LARGEST = 4096;
    private static final Set<PosixFilePermission> PRIVATE_FILE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    KeyFiles(Path directory) {
        this.directory = directory;
    }

    /** What was read: the good keys by number, and the highest number, which may be of a file that is not good. */
    record Found(KeyRing ring, long highest) {}

    void prepare() throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        try {
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, attributes(PRIVATE_DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(e.getFile());
            }
        }
        if (isPosix()) {
            keepPrivate();
        }
    }

    // A mount may give all its content to a group (fsGroup of Kubernetes), and belong to another.
    private void keepPrivate() {
        try {
            if (!Files.getPosixFilePermissions(directory).equals(PRIVATE_DIRECTORY)) {
                Files.setPosixFilePermissions(directory, PRIVATE_DIRECTORY);
            }
        } catch (IOException e) {
            log.warn("the directory {} of the token keys may be open to others than its owner: {}", directory, e);
        }
    }

    /** Reads all keys. What is not a good key is logged and left alone. */
    Found read() throws IOException {
        TreeMap<Long, SigningKey> keys = new TreeMap<>();
        long highest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    long number = Long.parseLong(matcher.group(1));
                    highest = Math.max(highest, number);
                    read(file, number, keys);
                } else if (name.endsWith(UNFINISHED)) {
                    removeIfOld(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new Found(new KeyRing(keys), highest);
    }

    private static void read(Path file, long number, Map<Long, SigningKey> into) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            into.put(number, SigningKey.parse(new String(in.readNBytes(LARGEST), UTF_8)));
        } catch (NoSuchFileException e) {
            log.debug("token key {} was removed by another instance", file);
        } catch (ParseException e) {
            log.warn("{} is not a token key, it is ignored: {}", file, e.getMessage());
        }
    }

    private static void removeIfOld(Path file) throws IOException {
        try {
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            if (modified.plusSeconds(UNFINISHED_FOR_SECONDS).isBefore(Instant.now())) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            log.debug("{} was finished by another instance", file);
        }
    }

    /**
     * Puts a key under a number, if that is not taken.
     *
     * @return whether it did; if a network lost the reply it may say that it did not, so read to know
     */
    boolean publish(long number, SigningKey key) throws IOException {
        byte[] id = new byte[16];
        random.nextBytes(id);
        Path unfinished = directory.resolve(BaseEncoding.base16().encode(id) + UNFINISHED);
        try {
            write(unfinished, key.secretJson());
            boolean mine = link(unfinished, name(number));
            force(directory);
            return mine;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    void remove(long number) throws IOException {
        Files.deleteIfExists(name(number));
    }

    private Path name(long number) {
        return directory.resolve(String.format(Locale.ROOT, "%06d.jwk", number));
    }

    private void write(Path file, String content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, EnumSet.of(CREATE_NEW, WRITE), attributes(PRIVATE_FILE))) {
            if (isPosix()) {
                Files.setPosixFilePermissions(file, PRIVATE_FILE); // what the umask took
            }
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    // Where there are no hard links, two who start in the same moment may overwrite each other's key: each is whole,
    // and
    // tokens of the one that lost are refused once.
    private static boolean link(Path existing, Path name) throws IOException {
        try {
            Files.createLink(name, existing);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(name)) {
                return false;
            }
            Files.move(existing, name, ATOMIC_MOVE);
            return true;
        }
    }

    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("cannot sync directory {}: {}", directory, e.toString()); // Windows has no such thing
        }
    }

    private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
