package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;

/**
 * A blob being received: bytes that grow until they are committed or cancelled.
 *
 * <p>A handle, not a lock: several handles to one upload may exist in several instances. Bytes once counted by
 * {@link #size()} never change, so whoever knows a digest of the first n bytes may rely on it. Two writers at the same
 * offset cannot mix: the first whose stream is closed wins, the other learns of it.
 */
public interface PendingUpload {

    /** The id under which {@link UploadStore#find} finds it. */
    UploadId id();

    /** The repository that the blob will be committed into. */
    RepositoryName repository();

    /** When the upload was started. */
    Instant startedAt();

    /**
     * When bytes came last, by the clock of the medium and as far as it can tell; when the upload was started if none did, or
     * if nobody knows.
     *
     * @throws IOException if the medium cannot say
     */
    default Instant lastActiveAt() throws IOException {
        return startedAt();
    }

    /**
     * The number of bytes received: all those of streams that were closed, and no other. Never counts a byte that is not
     * there, also after a power cut.
     *
     * @throws UploadNotFoundException if the upload was committed or cancelled
     * @throws IOException if the medium cannot say
     */
    long size() throws IOException;

    /**
     * Opens the upload for more bytes at its end.
     *
     * <p>Closing the stream hands over what was written to it, however much that is: it survives the process and is seen
     * by every instance. Closing never publishes a blob. Bytes of a stream that was never closed do not count.
     * {@code write} may buffer. If another writer added bytes in between, {@code close} throws
     * {@link UploadOffsetException} and these bytes are dropped; after any other failure of {@code write} or
     * {@code close}, {@link #size()} tells what was kept.
     *
     * @param offset the number of bytes that the caller believes were received
     * @return a stream for one thread; the caller closes it, a second time without effect
     * @throws UploadOffsetException if {@link #size()} is another; nothing changed
     * @throws UploadNotFoundException if the upload was committed or cancelled
     * @throws IOException if the stream cannot be opened; nothing changed
     */
    OutputStream append(long offset) throws IOException;

    /**
     * Reads the bytes received, from the first to {@link #size()}. The caller closes the stream.
     *
     * @throws UploadNotFoundException if the upload was committed or cancelled
     * @throws IOException if they cannot be read
     */
    InputStream read() throws IOException;

    /**
     * Publishes the bytes as a blob of the repository and ends the upload.
     *
     * <p>What is published is what this handle last told of: by {@link #size()}, {@link #read()}, or the closing of its
     * {@link #append} stream; not a byte that another writer added since. The caller answers for the digest of just these.
     * When it returns, the blob is whole, durable and visible to every instance. A blob of that digest which lies damaged
     * in the storage is replaced. May be repeated after a failure or a lost reply,
     * through this handle: if the blob was published, it succeeds again.
     *
     * @param digest the digest of exactly the bytes that this handle told of
     * @throws UploadNotFoundException if the upload was cancelled, or committed under another digest
     * @throws IOException if it could not be done; the blob is then not visible or whole, and as long as it is not
     *     visible the upload is still there
     */
    void commit(Digest digest) throws IOException;

    /**
     * Drops the upload and its bytes. May be repeated; does nothing after {@link #commit}.
     *
     * @throws IOException if it could not be done; {@link UploadStore#startedBefore} still lists what is left
     */
    void cancel() throws IOException;
}
