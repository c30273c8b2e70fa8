package io.stowage.registry.upload;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import io.stowage.storage.UploadOffsetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * An upload session is one blob being received, possibly over several requests and several instances.
 *
 * <p>An object serves one request; the session itself lives in the storage. Two requests may write to one session at the
 * same time: the one that ends first wins, the other gets {@link UploadRangeException}.
 */
public final class UploadSession {
    private final PendingUpload upload;
    private final RunningDigests digests;

    UploadSession(PendingUpload upload, RunningDigests digests) {
        this.upload = upload;
        this.digests = digests;
    }

    /** The id in the session's location. */
    public UploadId id() {
        return upload.id();
    }

    /**
     * The number of bytes received (end-13).
     *
     * @throws RegistryException {@code BLOB_UPLOAD_UNKNOWN} if the session ended in between
     */
    public long size() throws IOException {
        try {
            return upload.size();
        } catch (UploadNotFoundException e) {
            throw unknown(upload.repository(), upload.id());
        }
    }

    /**
     * Adds a chunk (end-5). If the body breaks off, the bytes that came are kept and the exception of the body is thrown.
     *
     * @param range where the chunk lies, as the client says; empty for a stream that goes on at the end
     * @return the number of bytes received now
     * @throws UploadRangeException if the chunk does not begin at the end of the upload, or another writer was faster
     * @throws RegistryException {@code SIZE_INVALID} if the body has another length than the range; bytes up to the end of
     *     the range are kept. {@code BLOB_UPLOAD_UNKNOWN} if the session ended in between
     */
    public long append(Optional<ContentRange> range, InputStream body) throws IOException {
        try {
            long offset = checkedOffset(range);
            Received received = receive(offset, range, body, digests.take(id(), offset));
            received.digest.ifPresent(digest -> digests.leave(id(), digest));
            received.throwFailure();
            return received.size;
        } catch (UploadOffsetException e) {
            throw outOfPlace(e.offset(), e.size());
        } catch (UploadNotFoundException e) {
            throw unknown(upload.repository(), upload.id());
        }
    }

    /**
     * Adds a last chunk, which may be empty, and publishes the blob (end-6). If the content does not match the digest, the
     * session is dropped: none of its bytes can be trusted.
     *
     * @throws UploadRangeException as for {@link #append}
     * @throws RegistryException {@code DIGEST_INVALID} if the content has another digest, otherwise as for
     *     {@link #append}
     */
    public void complete(Digest digest, Optional<ContentRange> range, InputStream body) throws IOException {
        try {
            long offset = checkedOffset(range);
            Optional<RunningDigest> running = runningDigest(offset, digest.algorithm());
            Received received = receive(offset, range, body, running);
            if (received.failed()) {
                received.digest.ifPresent(kept -> digests.leave(id(), kept));
            }
            received.throwFailure();
            Digest actual = received.digest.isPresent()
                    ? received.digest.get().finish()
                    : digestOfStoredBytes(digest.algorithm());
            if (!actual.equals(digest)) {
                upload.cancel();
                throw new RegistryException(
                        ErrorCode.DIGEST_INVALID,
                        "content of upload " + id() + " has digest " + actual + ", not " + digest,
                        Map.of("digest", digest.toString(), "actual", actual.toString()));
            }
            upload.commit(digest);
        } catch (UploadOffsetException e) {
            throw outOfPlace(e.offset(), e.size());
        } catch (UploadNotFoundException e) {
            throw unknown(upload.repository(), upload.id());
        }
    }

    /** Drops the session and its bytes (end-14). */
    public void cancel() throws IOException {
        upload.cancel();
    }

    static RegistryException unknown(RepositoryName repository, UploadId id) {
        return new RegistryException(
                ErrorCode.BLOB_UPLOAD_UNKNOWN,
                "upload " + id + " not found in repository " + repository,
                Map.of("upload", id.toString()));
    }

    private long checkedOffset(Optional<ContentRange> range) throws IOException {
        long size = upload.size();
        if (range.isPresent() && range.get().start() != size) {
            throw outOfPlace(range.get().start(), size);
        }
        return size;
    }

    /** The digest of the stored bytes, if it can go on with the algorithm that is asked for. */
    private Optional<RunningDigest> runningDigest(long offset, DigestAlgorithm algorithm) {
        Optional<RunningDigest> left = digests.take(id(), offset).filter(digest -> digest.algorithm() == algorithm);
        // With nothing stored, any algorithm can begin now.
        return left.isEmpty() && offset == 0 ? Optional.of(new RunningDigest(algorithm)) : left;
    }

    private Received receive(
            long offset, Optional<ContentRange> range, InputStream body, Optional<RunningDigest> digest)
            throws IOException {
        DigestPipeline.Outcome outcome;
        try (OutputStream sink = upload.append(offset)) {
            outcome = DigestPipeline.move(
                    body, sink, digest, range.map(ContentRange::length).orElse(Long.MAX_VALUE));
        }
        Optional<RegistryException> mismatch = outcome.failure().isEmpty() && range.isPresent()
                ? lengthMismatch(range.get(), outcome.moved(), body)
                : Optional.empty();
        return new Received(offset + outcome.moved(), digest, outcome.failure(), mismatch);
    }

    private Optional<RegistryException> lengthMismatch(ContentRange range, long moved, InputStream body)
            throws IOException {
        if (moved < range.length() || body.read() >= 0) {
            return Optional.of(new RegistryException(
                    ErrorCode.SIZE_INVALID,
                    "chunk of upload " + id() + " has "
                            + (moved < range.length() ? String.valueOf(moved) : "more than " + moved)
                            + " bytes, its range has " + range.length()));
        }
        return Optional.empty();
    }

    private Digest digestOfStoredBytes(DigestAlgorithm algorithm) throws IOException {
        RunningDigest digest = new RunningDigest(algorithm);
        try (InputStream stored = upload.read()) {
            DigestPipeline.Outcome outcome =
                    DigestPipeline.move(stored, OutputStream.nullOutputStream(), Optional.of(digest), Long.MAX_VALUE);
            if (outcome.failure().isPresent()) {
                throw outcome.failure().get();
            }
        }
        return digest.finish();
    }

    private UploadRangeException outOfPlace(long start, long size) {
        return new UploadRangeException(
                "upload " + id() + " is at " + size + " bytes, the chunk starts at " + start, size);
    }

    /**
     * What a body came to, when its bytes are stored.
     *
     * @param size the bytes received now
     * @param digest of all of them, if known
     * @param broken why the body ended early, if it did
     * @param mismatch why the body is not what was announced, if it is not
     */
    private record Received(
            long size,
            Optional<RunningDigest> digest,
            Optional<IOException> broken,
            Optional<RegistryException> mismatch) {

        boolean failed() {
            return broken.isPresent() || mismatch.isPresent();
        }

        void throwFailure() throws IOException {
            if (broken.isPresent()) {
                throw broken.get();
            }
            if (mismatch.isPresent()) {
                throw mismatch.get();
            }
        }
    }
}
