package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The blobs, each visible in the repositories that it was committed or mounted into. Blobs enter through
 * {@link PendingUpload#commit}.
 */
public interface BlobStore {

    /**
     * Finds a blob in a repository.
     *
     * <p>A blob that the storage can tell to be damaged without reading it whole (empty, or of another length than it was
     * committed with) counts as absent, so that the next push heals it.
     *
     * @return the blob with its exact size, or empty if this repository does not hold it, whoever else does
     * @throws IOException if the medium cannot say
     */
    Optional<StoredBlob> find(RepositoryName repository, Digest digest) throws IOException;

    /**
     * Makes a blob of one repository visible in another, copying no bytes where the medium allows it.
     *
     * <p>When it returns {@code true}, the target holds the blob, durably and independently of the source: deleting it
     * there changes nothing here. May be repeated; several callers may mount at once.
     *
     * @return whether the source held the blob; if not, nothing changed
     * @throws IOException if it could not be done; the target then holds the blob whole or not at all
     */
    boolean mount(RepositoryName from, RepositoryName to, Digest digest) throws IOException;

    /**
     * Finds some repository which holds a blob.
     *
     * @param acceptable which repositories count; asked once or more, for repositories that may hold the blob
     * @return an acceptable repository which held the blob just now, or empty if there is none
     * @throws IOException if the medium cannot say
     */
    Optional<RepositoryName> findHolder(Digest digest, Predicate<RepositoryName> acceptable) throws IOException;

    /**
     * Removes a blob from one repository; others that hold it keep it. Open streams of it may be cut, none sees other
     * bytes.
     *
     * @return whether the repository held it; after a repeated call {@code false}
     * @throws IOException if it could not be done; the repository then holds the blob as before or no more
     */
    boolean delete(RepositoryName repository, Digest digest) throws IOException;
}
