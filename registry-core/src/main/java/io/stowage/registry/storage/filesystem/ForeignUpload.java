package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;

/** An upload of another registry, which nobody here can go on with: good for being counted and cancelled. */
record ForeignUpload(
        FilesystemUploads uploads, RepositoryName repository, UploadId id, Instant startedAt, Path directory)
        implements PendingUpload {

    @Override
    public Instant lastActiveAt() throws IOException {
        return uploads.lastActiveAt(startedAt, directory);
    }

    @Override
    public long size() throws IOException {
        return uploads.foreignSize(id, directory);
    }

    @Override
    public OutputStream append(long offset) throws IOException {
        throw new UploadNotFoundException(id);
    }

    @Override
    public InputStream read() throws IOException {
        throw new UploadNotFoundException(id);
    }

    @Override
    public void commit(Digest digest) throws IOException {
        throw new UploadNotFoundException(id);
    }

    @Override
    public void cancel() throws IOException {
        uploads.cancel(repository, id);
    }
}
