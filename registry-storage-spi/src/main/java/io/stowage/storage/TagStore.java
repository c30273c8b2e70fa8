package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The tags: each names one digest in its repository. */
public interface TagStore {

    /**
     * Finds what a tag points to.
     *
     * @return the digest last put, with the algorithm it was put with; empty if there is no such tag
     * @throws IOException if the medium cannot say
     */
    Optional<Digest> find(RepositoryName repository, Tag tag) throws IOException;

    /**
     * Points a tag to a digest. The last writer wins, and no reader ever sees the tag absent in between. May be repeated.
     *
     * @throws IOException if it could not be done; the tag then points to where it did or to the new digest
     */
    void put(RepositoryName repository, Tag tag, Digest digest) throws IOException;

    /**
     * Removes a tag; what it pointed to stays.
     *
     * @return whether there was such a tag; after a repeated call {@code false}
     * @throws IOException if it could not be done; the tag is then as before or no more
     */
    boolean delete(RepositoryName repository, Tag tag) throws IOException;

    /**
     * The tags of a repository in byte order; empty for an unknown repository.
     *
     * @throws IOException if the medium cannot say
     */
    Page<Tag> list(RepositoryName repository, PageRequest request) throws IOException;

    /**
     * The tags of a repository that point to a digest, in byte order.
     *
     * @throws IOException if the medium cannot say
     */
    List<Tag> pointingTo(RepositoryName repository, Digest digest) throws IOException;
}
