package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads: each a directory that gets its name when it is complete and loses it, in one rename, when the upload ends.
 * Those of Distribution lie beside ours; they lack our marker, and are left alone.
 */
final class FilesystemUploads implements UploadStore {
    private static final Logger LOG = LoggerFactory.getLogger(FilesystemUploads.class);
    private static final int LONGEST_INSTANT = 64;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final Trees trees;
    private final UploadParts parts;
    private final BlobFiles blobFiles;
    private final FilesystemBlobs blobs;
    private final RepositoryTree tree;

    FilesystemUploads(
            FilesystemLayout layout,
            FreshLookups lookups,
            AtomicFiles files,
            DurableDirectories directories,
            Trees trees,
            BlobFiles blobFiles,
            FilesystemBlobs blobs,
            RepositoryTree tree) {
        this.layout = layout;
        this.lookups = lookups;
        this.files = files;
        this.directories = directories;
        this.trees = trees;
        this.parts = new UploadParts(layout, lookups);
        this.blobFiles = blobFiles;
        this.blobs = blobs;
        this.tree = tree;
    }

    @Override
    public PendingUpload create(RepositoryName repository, Instant startedAt) throws IOException {
        UploadId id = UploadId.random();
        Path incomplete = layout.uploadRemains(repository, id);
        Path upload = layout.upload(repository, id);
        String seconds = startedAt.truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            directories.withinVolatile(incomplete, () -> {
                files.createOwn(layout.uploadStartedAt(incomplete), seconds.getBytes(US_ASCII));
                files.createOwn(layout.uploadMarker(incomplete), marker(startedAt));
            });
            files.move(incomplete, upload);
        } catch (IOException e) {
            discard(incomplete, e);
            throw e;
        }
        parts.created(id);
        return new FilesystemUpload(this, repository, id, startedAt, upload);
    }

    @Override
    public Optional<PendingUpload> find(RepositoryName repository, UploadId id) throws IOException {
        Path upload = layout.upload(repository, id);
        Optional<byte[]> marker = lookups.read(layout.uploadMarker(upload), LONGEST_INSTANT);
        return marker.isEmpty()
                ? Optional.empty()
                : Optional.of(new FilesystemUpload(this, repository, id, startedAt(marker.get(), upload), upload));
    }

    @Override
    public List<PendingUpload> startedBefore(Instant instant) throws IOException {
        List<PendingUpload> found = new ArrayList<>();
        tree.walk(Optional.empty(), repository -> {
            for (PendingUpload upload : in(repository)) {
                if (upload.startedAt().isBefore(instant)) {
                    found.add(upload);
                }
            }
            return true;
        });
        return found;
    }

    AtomicFiles files() {
        return files;
    }

    long size(UploadId id, Path upload) throws IOException {
        long size = parts.size(id, upload);
        Optional<FileChannel> marker = lookups.open(layout.uploadMarker(upload));
        if (marker.isEmpty()) {
            throw new UploadNotFoundException(id);
        }
        marker.get().close();
        return size;
    }

    List<Path> parts(Path upload, long size) throws IOException {
        return parts.files(upload, size);
    }

    /** Gives a received part its place; false if another part has it. */
    boolean publish(Path file, Path upload, long offset) throws IOException {
        return files.link(file, layout.uploadPart(upload, offset));
    }

    /** Publishes the bytes of some parts as a blob, durably; the parts stay. */
    void publish(RepositoryName repository, Digest digest, UploadId id, List<Path> received) throws IOException {
        if (received.size() == 1) {
            publishFile(repository, digest, id, received.get(0));
            return;
        }
        Path whole = FilesystemLayout.temporary(layout.upload(repository, id));
        try {
            concatenate(received, whole);
            publishFile(repository, digest, id, whole);
        } catch (NoSuchFileException e) {
            throw ended(id, e);
        } finally {
            files.delete(whole);
        }
    }

    /** Publishes a blob whose bytes an earlier attempt took out of the upload; false if it did not come that far. */
    boolean publishAgain(RepositoryName repository, Digest digest, long size) throws IOException {
        return blobFiles.publish(digest, size, bytes -> blobs.link(repository, digest, bytes));
    }

    /** Ends an upload whose blob is published. What cannot be removed is left to whoever asks for stale uploads. */
    void end(RepositoryName repository, UploadId id) throws IOException {
        takeAway(repository, id);
        clear(repository, id);
    }

    void cancel(RepositoryName repository, UploadId id) throws IOException {
        takeAway(repository, id);
        Path remains = layout.uploadRemains(repository, id);
        try {
            trees.delete(remains);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("left {} to who writes there", remains, e);
        }
    }

    /** Removes what was left of an upload that ended under somebody who had a file of it open, and is done now. */
    void clear(RepositoryName repository, UploadId id) {
        Path remains = layout.uploadRemains(repository, id);
        try {
            trees.delete(remains);
        } catch (IOException e) {
            LOG.debug("left {}", remains, e);
        }
    }

    /** Takes an upload's name away; false if it had none. */
    private boolean takeAway(RepositoryName repository, UploadId id) throws IOException {
        try {
            files.move(layout.upload(repository, id), layout.uploadRemains(repository, id));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    // On a full disk clients try again and again: each time a directory would be left.
    private void discard(Path incomplete, IOException failure) {
        try {
            trees.delete(incomplete);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void publishFile(RepositoryName repository, Digest digest, UploadId id, Path file) throws IOException {
        try {
            blobFiles.put(digest, file, bytes -> blobs.link(repository, digest, bytes));
        } catch (NoSuchFileException e) {
            if (lookups.attributes(file).isEmpty()) {
                throw ended(id, e);
            }
            throw e;
        }
    }

    private void concatenate(List<Path> received, Path whole) throws IOException {
        try (FileChannel target = files.create(whole)) {
            for (Path part : received) {
                try (FileChannel source = FileChannel.open(part)) {
                    AtomicFiles.append(source, target);
                }
            }
            files.force(target);
        }
    }

    private List<PendingUpload> in(RepositoryName repository) throws IOException {
        Path directory = layout.uploads(repository);
        try {
            List<PendingUpload> found = new ArrayList<>();
            for (String name : lookups.names(directory)) {
                Optional<UploadId> live = UploadId.tryParse(name);
                Optional<UploadId> remains = FilesystemLayout.uploadOfRemains(name);
                if (live.isPresent()) {
                    Optional<PendingUpload> ours = find(repository, live.get());
                    found.add(ours.isPresent() ? ours.get() : foreign(repository, live.get()));
                } else if (remains.isPresent()) {
                    found.add(remains(repository, remains.get()));
                }
            }
            return found;
        } catch (FileSystemException e) {
            if (lookups.isForeign(directory, e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** The bytes of an upload of another registry. */
    long foreignSize(UploadId id, Path upload) throws IOException {
        return lookups.attributes(layout.foreignUploadData(upload))
                .map(BasicFileAttributes::size)
                .orElseThrow(() -> new UploadNotFoundException(id));
    }

    /** When something last came into the directory of an upload, or was written there; not before it was started. */
    Instant lastActiveAt(Instant startedAt, Path upload) throws IOException {
        Instant last = startedAt;
        List<Path> places = new ArrayList<>(List.of(upload));
        lookups.names(upload).forEach(name -> places.add(upload.resolve(name)));
        for (Path place : places) {
            Instant modified = lookups.attributes(place)
                    .map(attributes -> attributes.lastModifiedTime().toInstant())
                    .orElse(last);
            last = modified.isAfter(last) ? modified : last;
        }
        return last;
    }

    private PendingUpload foreign(RepositoryName repository, UploadId id) throws IOException {
        Path upload = layout.upload(repository, id);
        Optional<byte[]> note = lookups.read(layout.uploadStartedAt(upload), LONGEST_INSTANT);
        try {
            Instant startedAt = Instant.parse(new String(note.orElse(new byte[0]), US_ASCII).trim());
            return new ForeignUpload(this, repository, id, startedAt, upload);
        } catch (DateTimeParseException e) {
            return new ForeignUpload(this, repository, id, startedAt(new byte[0], upload), upload);
        }
    }

    /** What is left of an upload whose creation or removal was interrupted: good for nothing but being cancelled. */
    private PendingUpload remains(RepositoryName repository, UploadId id) throws IOException {
        Path remains = layout.uploadRemains(repository, id);
        Optional<byte[]> marker = lookups.read(layout.uploadMarker(remains), LONGEST_INSTANT);
        Instant startedAt = startedAt(marker.orElse(new byte[0]), remains);
        return new FilesystemUpload(this, repository, id, startedAt, layout.upload(repository, id));
    }

    /** The content of a marker: seconds since 1970, a point, nanoseconds. Read with every request, so kept simple. */
    private static byte[] marker(Instant startedAt) {
        return (startedAt.getEpochSecond() + "." + startedAt.getNano()).getBytes(US_ASCII);
    }

    /** When an upload started; by its directory's age if a power cut took the note. */
    private static Instant startedAt(byte[] marker, Path upload) throws IOException {
        String text = new String(marker, US_ASCII);
        int point = text.indexOf('.');
        try {
            if (point > 0) {
                return Instant.ofEpochSecond(
                        Long.parseLong(text, 0, point, 10), Long.parseLong(text, point + 1, text.length(), 10));
            }
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            LOG.debug("ignored the time in {}", upload, e);
        }
        try {
            return Files.getLastModifiedTime(upload).toInstant();
        } catch (NoSuchFileException gone) {
            return Instant.now();
        }
    }

    /** What to tell of an upload whose directory vanished in the midst of its use. */
    UploadNotFoundException ended(UploadId id, IOException cause) throws IOException {
        lookups.checkRoot();
        UploadNotFoundException ended = new UploadNotFoundException(id);
        ended.initCause(cause);
        return ended;
    }
}
