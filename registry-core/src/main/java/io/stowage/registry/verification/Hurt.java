package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import java.util.Optional;

/**
 * A tag that cannot be pulled whole, or a manifest that cannot and that no tag leads to.
 *
 * @param repository where it is
 * @param reference the tag, or the manifest's digest
 * @param through the manifest that names what is damaged, if it is another than that of the reference: a child of its
 *     index, or one that refers to it
 * @param byReferrer whether it is whole itself, and only something that refers to it is not, such as a signature
 */
public record Hurt(RepositoryName repository, Reference reference, Optional<Digest> through, boolean byReferrer) {

    /** As it is written to pull it. */
    @Override
    public String toString() {
        return repository + (reference instanceof Digest ? "@" : ":") + reference;
    }
}
