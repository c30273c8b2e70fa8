package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One removal of what nobody needs: every repository is visited, what it needs is told with {@link #retain}, and
 * {@link #finish} removes bytes that no repository has.
 *
 * <p>Fails closed: a repository that was visited and not told of, or not wholly, makes {@link #finish} keep all bytes.
 * Belongs to one thread. What was done when it is closed early, or when the process ends, is whole: nothing that is
 * needed is lost, and the next sweep goes on.
 */
public interface Sweep extends Closeable {

    /** What is done with each repository. */
    @FunctionalInterface
    interface Visitor {
        /** Is told a name. */
        void visit(RepositoryName repository) throws IOException;
    }

    /**
     * Visits every repository of which the storage keeps anything, also those without a manifest, which no catalog shows.
     *
     * @throws IOException if not all could be visited
     */
    void visitRepositories(Visitor visitor) throws IOException;

    /**
     * What a repository has. Brings nothing back that is aside, and sees all that was there when the sweep began and was
     * not deleted since.
     *
     * @throws IOException if not all could be looked at
     */
    Inventory inventory(RepositoryName repository) throws IOException;

    /**
     * The content of a manifest of an {@link #inventory}, in its place or aside, from where it is not brought back.
     *
     * @return empty if it is missing or damaged, or no manifest of a kind that the storage knows
     */
    Optional<StoredManifest> manifest(RepositoryName repository, Digest digest) throws IOException;

    /**
     * When a manifest was last put into a repository, by the storage's clock as {@link #startedAt} is.
     *
     * @return empty if it is not there
     */
    Optional<Instant> putAt(RepositoryName repository, Digest manifest) throws IOException;

    /** When the sweep began, by the storage's clock. */
    Instant startedAt();

    /**
     * Tells what a repository needs. The rest of what it has is put aside if it is older than the grace time, or removed
     * if it was aside for so long. What is aside and needed comes back.
     *
     * @param manifests whether a manifest is needed
     * @param blobs whether a blob is needed
     * @throws IOException if not all could be looked at
     */
    default void retain(RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs)
            throws IOException {
        retain(repository, manifests, blobs, digest -> false);
    }

    /**
     * Like {@link #retain(RepositoryName, Predicate, Predicate)}, for a repository that has manifests which are not needed
     * and still there, in their place or aside. Whoever asks for one of them has it back, and must find with it all that it
     * had: so what they name is put aside with them, and removed by a later sweep than they are.
     *
     * @param named whether a manifest or a blob is named by such a manifest
     */
    void retain(
            RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs, Predicate<Digest> named)
            throws IOException;

    /** Who is told how far a sweep has come. */
    @FunctionalInterface
    interface Progress {
        /**
         * Is told after every file or so.
         *
         * @param blobs how many blobs were looked at
         * @param bytesFreed how many bytes were removed for good
         * @throws IOException to end the sweep
         */
        void at(long blobs, long bytesFreed) throws IOException;
    }

    /**
     * Removes the bytes that no repository has, after {@link #retain} was called for all of them, and ends the sweep.
     *
     * @throws IOException if it could not be done; as much as was done is whole
     */
    SweepReport finish(Progress progress) throws IOException;

    /** Ends the sweep, and removes nothing more. May be called twice. */
    @Override
    void close() throws IOException;
}
