package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handle to an upload in the directory; what it does not know it asks there, every time. */
final class FilesystemUpload implements PendingUpload {
    private static final long UNKNOWN = -1;

    private final FilesystemUploads uploads;
    private final RepositoryName repository;
    private final UploadId id;
    private final Instant startedAt;
    private final Path directory;

    // The state below is that of one caller going through one upload; guarded by this.
    /** The bytes that the caller was told of last, so the digest that he will commit is theirs. */
    private long seen = UNKNOWN;
    /** The digest under which the bytes were to be published last, and may be stored already. */
    private @Nullable Digest attempted;
    /** The digest under which the blob was published. */
    private @Nullable Digest published;

    FilesystemUpload(
            FilesystemUploads uploads, RepositoryName repository, UploadId id, Instant startedAt, Path directory) {
        this.uploads = uploads;
        this.repository = repository;
        this.id = id;
        this.startedAt = startedAt;
        this.directory = directory;
    }

    @Override
    public UploadId id() {
        return id;
    }

    @Override
    public RepositoryName repository() {
        return repository;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public Instant lastActiveAt() throws IOException {
        return uploads.lastActiveAt(startedAt, directory);
    }

    @Override
    public synchronized long size() throws IOException {
        seen = uploads.size(id, directory);
        return seen;
    }

    @Override
    public OutputStream append(long offset) throws IOException {
        long size = size();
        if (offset != size) {
            throw new UploadOffsetException(id, offset, size);
        }
        return new PartOutputStream(
                FilesystemLayout.temporary(directory),
                uploads.files(),
                this::createPart,
                (file, length) -> publish(file, offset, length));
    }

    @Override
    public synchronized InputStream read() throws IOException {
        return new PartsInputStream(parts(size()));
    }

    @Override
    public synchronized void commit(Digest digest) throws IOException {
        if (published == null) {
            try {
                publish(digest);
            } catch (UploadNotFoundException e) {
                uploads.clear(repository, id);
                throw e;
            }
            published = digest;
        }
        if (!digest.equals(published)) {
            throw new UploadNotFoundException(id);
        }
        uploads.end(repository, id);
    }

    @Override
    public void cancel() throws IOException {
        uploads.cancel(repository, id);
    }

    private void publish(Digest digest) throws IOException {
        // Not a byte more than the caller knows of: another writer may have added some in this moment.
        long size = seen == UNKNOWN ? size() : seen;
        boolean repeated = digest.equals(attempted);
        attempted = digest;
        List<Path> parts = uploads.parts(directory, size);
        if (size == 0 || !parts.isEmpty()) {
            uploads.publish(repository, digest, id, parts);
        } else if (!repeated || !uploads.publishAgain(repository, digest, size)) {
            throw new UploadNotFoundException(id);
        }
    }

    private FileChannel createPart(Path file) throws IOException {
        try {
            return uploads.files().create(file);
        } catch (NoSuchFileException e) {
            throw uploads.ended(id, e);
        }
    }

    private synchronized void publish(Path file, long offset, long length) throws IOException {
        boolean first;
        try {
            first = uploads.publish(file, directory, offset);
        } catch (NoSuchFileException e) {
            uploads.clear(repository, id);
            throw uploads.ended(id, e);
        }
        if (!first) {
            throw new UploadOffsetException(id, offset, size());
        }
        seen = offset + length;
    }

    private List<Path> parts(long size) throws IOException {
        List<Path> parts = uploads.parts(directory, size);
        if (parts.isEmpty() && size > 0) {
            throw new UploadNotFoundException(id);
        }
        return parts;
    }
}
