package io.stowage.storage;

import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The blobs being received. */
public interface UploadStore {

    /**
     * Starts an upload of zero bytes under a new id that nobody can guess.
     *
     * @param startedAt when it started, for {@link #startedBefore}; kept to the second at least
     * @return the upload, visible to every instance
     * @throws IOException if it could not be done; then nothing exists, or something that {@link #startedBefore} lists
     */
    PendingUpload create(RepositoryName repository, Instant startedAt) throws IOException;

    /**
     * Finds an upload that was neither committed nor cancelled.
     *
     * @return the upload, whichever instance started it; empty for an id of another repository
     * @throws IOException if the medium cannot say
     */
    Optional<PendingUpload> find(RepositoryName repository, UploadId id) throws IOException;

    /**
     * The uploads that started before an instant and were neither committed nor cancelled, including what a failed
     * {@link #create} left.
     *
     * @throws IOException if the medium cannot say
     */
    List<PendingUpload> startedBefore(Instant instant) throws IOException;
}
