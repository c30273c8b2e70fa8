package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;

/** The manifests, each visible in the repositories that it was put into. */
public interface ManifestStore {

    /**
     * Finds a manifest in a repository.
     *
     * @return the manifest, whose content matches the digest; empty if this repository does not hold it, or holds it
     *     damaged
     * @throws IOException if the medium cannot say
     */
    Optional<StoredManifest> find(RepositoryName repository, Digest digest) throws IOException;

    /**
     * Puts a manifest into a repository. When it returns, every instance finds it, and lists it among its subject's
     * referrers; {@link #referrers} lists it no later than {@link #find} finds it. May be repeated, and heals a damaged
     * manifest.
     *
     * @throws IOException if it could not be done; the repository then holds the manifest whole or not at all
     */
    void put(RepositoryName repository, StoredManifest manifest) throws IOException;

    /**
     * Removes a manifest from one repository; others that hold it keep it. Tags that point to it stay and resolve no more.
     *
     * @return whether the repository held it; after a repeated call {@code false}
     * @throws IOException if it could not be done; the repository then holds the manifest as before or no more
     */
    boolean delete(RepositoryName repository, Digest digest) throws IOException;

    /**
     * The digests of a repository's manifests in the byte order of their text; empty for an unknown repository.
     *
     * @throws IOException if the medium cannot say
     */
    Page<Digest> list(RepositoryName repository, PageRequest request) throws IOException;

    /**
     * The digests of the manifests in a repository whose {@code subject} is the given digest, in the byte order of their
     * text. Complete: every manifest that {@link #find} finds counts, also one that came into the storage by another way
     * than {@link #put}. The subject itself need not exist.
     *
     * @throws IOException if the medium cannot say
     */
    Page<Digest> referrers(RepositoryName repository, Digest subject, PageRequest request) throws IOException;
}
