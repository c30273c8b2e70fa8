package io.stowage.registry.blob;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredBlob;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The blobs of one repository. A manifest can be read as a blob too: both are one space of content. */
public final class Blobs {
    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final boolean deletesAllowed;

    /** The blobs of a repository in a storage. */
    public Blobs(RegistryStorage storage, RepositoryName repository, boolean deletesAllowed) {
        this.storage = requireNonNull(storage, "storage is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.deletesAllowed = deletesAllowed;
    }

    /**
     * Finds a blob (distribution-spec end-2).
     *
     * @throws RegistryException {@code BLOB_UNKNOWN} if the repository does not hold it
     */
    public StoredBlob get(Digest digest) throws IOException {
        Optional<StoredBlob> blob = storage.blobs().find(repository, digest);
        if (blob.isPresent()) {
            return blob.get();
        }
        // containerd asks for a manifest under blobs/ when manifests/ did not answer
        return storage.manifests()
                .find(repository, digest)
                .<StoredBlob>map(ManifestBlob::new)
                .orElseThrow(() -> unknown(digest));
    }

    /**
     * Deletes a blob (end-10).
     *
     * @throws RegistryException {@code BLOB_UNKNOWN} if the repository does not hold it, {@code UNSUPPORTED} if deletes
     *     are off
     */
    public void delete(Digest digest) throws IOException {
        if (!deletesAllowed) {
            throw new RegistryException(ErrorCode.UNSUPPORTED, "deleting blobs is switched off in this registry");
        }
        if (!storage.blobs().delete(repository, digest)) {
            throw unknown(digest);
        }
    }

    private RegistryException unknown(Digest digest) {
        return new RegistryException(
                ErrorCode.BLOB_UNKNOWN,
                "blob " + digest + " not found in repository " + repository,
                Map.of("digest", digest.toString()));
    }
}
