package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of blobs, whichever repository has them.
 *
 * <p>A blob that was cut off, by a power cut or a full disk under some registry, must not be served: clients that are
 * told it is there never push it again. So beside the bytes lies how many there should be, written when the blob is, and
 * for blobs of other registries once they were hashed, or a manifest has told. The hint is no promise: it is not synced, ends in a newline so
 * that a part of it is none, and is made again when it is missing.
 */
final class BlobFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BlobFiles.class);
    private static final int REMEMBERED = 100_000;
    private static final int LONGEST_NOTE = 32;
    /** What is hashed sooner than many manifests are read. */
    private static final int SOON_HASHED = 1 << 20;

    private static final Pattern NOTE = Pattern.compile("[0-9]{1,18}\n");

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Aside aside;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final DeclaredSizes declared;
    private final Cache<Digest, Long> knownSizes =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    BlobFiles(
            FilesystemLayout layout,
            FreshLookups lookups,
            Aside aside,
            AtomicFiles files,
            DurableDirectories directories,
            DeclaredSizes declared) {
        this.layout = layout;
        this.lookups = lookups;
        this.aside = aside;
        this.files = files;
        this.directories = directories;
        this.declared = declared;
    }

    /** Whether there are any bytes under a digest, right or wrong. */
    boolean exists(Digest digest) throws IOException {
        return size(digest).isPresent();
    }

    /**
     * The number of bytes of a blob.
     *
     * @param repository whose manifests may tell how many there should be
     * @return empty if it is absent, or seen to be damaged
     */
    OptionalLong find(RepositoryName repository, Digest digest) throws IOException {
        OptionalLong size = size(digest);
        if (size.isEmpty()) {
            return size;
        }
        Long known = knownSizes.getIfPresent(digest);
        if (known != null && known == size.getAsLong()) {
            return size;
        }
        return isWhole(repository, digest, size.getAsLong()) ? size : OptionalLong.empty();
    }

    /**
     * Makes a file the bytes of a blob by giving it a second name: the first is the caller's to remove, so that nothing is
     * lost when the process ends in between. What lies there already stays if it is the same, else it is replaced.
     *
     * @param file synced, and never written to again
     * @param publication what makes the blob visible, durably
     */
    void put(Digest digest, Path file, Publication publication) throws IOException {
        Path data = layout.blobData(digest);
        Path directory = Objects.requireNonNull(data.getParent());
        long size = sizeOf(file);
        do {
            directories.within(directory, () -> place(digest, file, size, data), publication);
            // A collector that looked before the publication may have taken bytes that were there before.
        } while (!exists(digest));
        note(digest, size);
    }

    /**
     * Like {@link #put}, for bytes that are there already, where there are no hard links and the file was moved.
     *
     * @return false if there are none, or not as many as given
     */
    boolean publish(Digest digest, long size, Publication publication) throws IOException {
        OptionalLong present = size(digest);
        if (present.isEmpty() || present.getAsLong() != size) {
            return false;
        }
        Path data = layout.blobData(digest);
        Path directory = Objects.requireNonNull(data.getParent());
        directories.within(
                directory,
                () -> {
                    if (directories.isDoubtful(directory)) {
                        files.renew(data);
                    }
                },
                publication);
        if (!exists(digest)) {
            return false;
        }
        note(digest, size);
        return true;
    }

    private void place(Digest digest, Path file, long size, Path data) throws IOException {
        aside.bringBack(data); // or it would stay there, and if it is damaged, come back over this
        boolean doubtful = directories.isDoubtful(Objects.requireNonNull(data.getParent()));
        if (files.link(file, data)) {
            if (doubtful) {
                files.renew(data); // it may have had this name before
            }
            return;
        }
        OptionalLong present = size(digest);
        if (!doubtful
                && present.isPresent()
                && present.getAsLong() == size
                && Files.mismatch(file, data) < 0
                && files.isForced(data)) {
            return;
        }
        LOG.debug("replacing {}, which is damaged or may not be durable", data);
        Path replacement = FilesystemLayout.temporary(Objects.requireNonNull(data.getParent()));
        try {
            if (files.link(file, replacement)) {
                files.move(replacement, data);
            }
        } finally {
            // Renaming one name of a file over another of the same file does nothing, by POSIX: then this is left.
            files.delete(replacement);
        }
    }

    // Opened, not asked for its attributes: another machine wrote it perhaps, and this one may remember it shorter.
    private static long sizeOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.size();
        }
    }

    private OptionalLong size(Digest digest) throws IOException {
        Optional<FileChannel> data = aside.open(layout.blobData(digest));
        if (data.isEmpty()) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = data.get()) {
            return OptionalLong.of(channel.size());
        }
    }

    private boolean isWhole(RepositoryName repository, Digest digest, long size) throws IOException {
        if (!Kinds.isFile(layout.blobData(digest))) {
            return false;
        }
        if (size == 0 && !digest.equals(Digest.of(digest.algorithm(), new byte[0]))) {
            return false;
        }
        OptionalLong noted = noted(digest);
        if (noted.isPresent()) {
            if (noted.getAsLong() == size) {
                knownSizes.put(digest, size);
                return true;
            }
            LOG.debug("blob {} has {} bytes instead of {}", new Object[] {digest, size, noted.getAsLong()});
            return false;
        }
        if (size <= SOON_HASHED) {
            if (holdsItself(digest)) {
                note(digest, size);
                return true;
            }
            LOG.debug("the {} bytes of blob {} have another digest", size, digest);
            return false;
        }
        Set<Long> sizes = declared.of(repository, digest);
        if (sizes.isEmpty()) {
            return true; // nobody knows better
        }
        if (sizes.contains(size)) {
            note(digest, size);
            return true;
        }
        LOG.debug("blob {} has {} bytes, the manifests of {} say {}", new Object[] {digest, size, repository, sizes});
        return false;
    }

    /** Whether the bytes have their digest. */
    private boolean holdsItself(Digest digest) throws IOException {
        Optional<byte[]> content = lookups.read(layout.blobData(digest), SOON_HASHED);
        return content.isPresent()
                && Digest.of(digest.algorithm(), content.get()).equals(digest);
    }

    private OptionalLong noted(Digest digest) throws IOException {
        Optional<byte[]> note = lookups.read(layout.blobSize(digest), LONGEST_NOTE);
        String text = note.map(bytes -> new String(bytes, US_ASCII)).orElse("");
        return NOTE.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 1)))
                : OptionalLong.empty();
    }

    private void note(Digest digest, long size) {
        knownSizes.put(digest, size);
        Path note = layout.blobSize(digest);
        byte[] content = (size + "\n").getBytes(US_ASCII);
        try {
            files.createVolatile(note, content);
        } catch (FileAlreadyExistsException e) {
            replaceNote(digest, note, size, content);
        } catch (IOException e) {
            LOG.debug("could not write {}", note, e);
        }
    }

    private void replaceNote(Digest digest, Path note, long size, byte[] content) {
        try {
            OptionalLong noted = noted(digest);
            if (noted.isEmpty() || noted.getAsLong() != size) {
                files.writeVolatile(note, content);
            }
        } catch (IOException e) {
            LOG.debug("could not replace {}", note, e);
        }
    }
}
