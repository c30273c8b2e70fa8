package io.stowage.registry.storage.memory;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upload as one instance sees it. */
final class MemoryUploadHandle implements PendingUpload {
    private final MemoryData data;
    private final MemoryUpload upload;
    private final OpenCheck openCheck;

    /** The bytes that the caller was told of last, so the digest that it will commit is theirs; guarded by the data. */
    private @Nullable HeapBytes seen;

    MemoryUploadHandle(MemoryData data, MemoryUpload upload, OpenCheck openCheck) {
        this.data = data;
        this.upload = upload;
        this.openCheck = openCheck;
    }

    @Override
    public UploadId id() {
        return upload.id;
    }

    @Override
    public RepositoryName repository() {
        return upload.repository;
    }

    @Override
    public Instant startedAt() {
        return upload.startedAt;
    }

    @Override
    public long size() throws IOException {
        return received().size();
    }

    @Override
    public OutputStream append(long offset) throws IOException {
        synchronized (data) {
            requireOffset(offset);
        }
        return new HeapOutputStream(bytes -> handOver(offset, bytes));
    }

    @Override
    public InputStream read() throws IOException {
        return received().open(0);
    }

    @Override
    public void commit(Digest digest) throws IOException {
        requireNonNull(digest, "digest is null");
        openCheck.requireOpen();
        synchronized (data) {
            if (digest.equals(upload.committedAs)) {
                return;
            }
            // Not a byte more than the caller knows of: another writer may have added some in this moment.
            HeapBytes known = seen;
            HeapBytes current = received();
            HeapBytes bytes = known == null ? current : known;
            data.change(upload.repository).blobs.put(digest, bytes, data.now());
            upload.committedAs = digest;
            end();
        }
    }

    @Override
    public void cancel() throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            end();
        }
    }

    private void handOver(long offset, List<byte[]> bytes) throws IOException {
        synchronized (data) {
            requireOffset(offset);
            upload.received = upload.received.append(bytes);
            seen = upload.received;
        }
    }

    private void requireOffset(long offset) throws IOException {
        long size = received().size();
        if (offset != size) {
            throw new UploadOffsetException(upload.id, offset, size);
        }
    }

    private HeapBytes received() throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            if (upload.ended) {
                throw new UploadNotFoundException(upload.id);
            }
            seen = upload.received;
            return upload.received;
        }
    }

    private void end() {
        data.uploads.remove(upload.id);
        upload.ended = true;
        // A handle that somebody kept must not keep the bytes.
        upload.received = HeapBytes.EMPTY;
    }
}
