package io.stowage.registry.upload;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.BlobStore;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.UploadId;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/** The blobs that one repository is receiving. */
public final class Uploads {
    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final RunningDigests digests;
    private final Clock clock;

    /** The uploads of a repository in a storage. */
    public Uploads(RegistryStorage storage, RepositoryName repository, RunningDigests digests, Clock clock) {
        this.storage = requireNonNull(storage, "storage is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.digests = requireNonNull(digests, "digests is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Starts an upload session (distribution-spec end-4).
     *
     * @param algorithm what the blob's digest will be made with; only a hint that saves reading the bytes again
     */
    public UploadSession start(DigestAlgorithm algorithm) throws IOException {
        PendingUpload upload = storage.uploads().create(repository, clock.instant());
        digests.leave(upload.id(), new RunningDigest(algorithm));
        return new UploadSession(upload, digests);
    }

    /**
     * Mounts a blob from another repository, or starts an upload session if that repository does not hold it (end-11).
     *
     * <p>Nothing tells a source that is not there from one that may not be used.
     *
     * @param from where the blob should be; empty for any repository
     * @param mayUse whether a repository may be the source
     */
    public UploadResult mount(Digest digest, Optional<RepositoryName> from, Predicate<RepositoryName> mayUse)
            throws IOException {
        BlobStore blobs = storage.blobs();
        Optional<RepositoryName> source = from.isPresent() ? from.filter(mayUse) : findSource(blobs, digest, mayUse);
        if (source.isPresent() && blobs.mount(source.get(), repository, digest)) {
            return new UploadResult.Mounted(digest);
        }
        return new UploadResult.Started(start(digest.algorithm()));
    }

    private Optional<RepositoryName> findSource(BlobStore blobs, Digest digest, Predicate<RepositoryName> mayUse)
            throws IOException {
        return mayUse.test(repository) && blobs.find(repository, digest).isPresent()
                ? Optional.of(repository)
                : blobs.findHolder(digest, mayUse);
    }

    /**
     * Finds a session of this repository.
     *
     * @throws RegistryException {@code BLOB_UPLOAD_UNKNOWN} if there is none
     */
    public UploadSession find(UploadId id) throws IOException {
        return storage.uploads()
                .find(repository, id)
                .map(upload -> new UploadSession(upload, digests))
                .orElseThrow(() -> UploadSession.unknown(repository, id));
    }
}
