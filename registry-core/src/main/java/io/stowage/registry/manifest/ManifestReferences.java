package io.stowage.registry.manifest;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.StoredManifest;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What manifests name. Safe for use by many threads. */
public final class ManifestReferences {
    private final ManifestRules rules;

    /** By the rules of a registry. */
    public ManifestReferences(ManifestRules rules) {
        this.rules = rules;
    }

    /**
     * The digests of the config and layers of an image manifest, or of what an index lists. The subject is not among them:
     * it does not belong to the manifest, the manifest belongs to it.
     *
     * @throws RegistryException {@code MANIFEST_INVALID} if the manifest cannot be understood, as some that another
     *     registry took cannot
     */
    public Named of(StoredManifest stored) {
        Manifest manifest = rules.parser().parse(stored.content(), Optional.of(stored.mediaType()));
        Set<Digest> digests = new LinkedHashSet<>();
        if (manifest instanceof Manifest.ImageManifest image) {
            digests.add(image.config().digest());
            image.layers().stream().map(Descriptor::digest).forEach(digests::add);
        } else if (manifest instanceof Manifest.ImageIndex index) {
            index.manifests().stream().map(Descriptor::digest).forEach(digests::add);
        }
        return new Named(digests, manifest instanceof Manifest.ImageIndex);
    }

    /**
     * What a manifest names.
     *
     * @param digests each once
     * @param areManifests whether they are manifests rather than blobs, as far as one can tell: BuildKit's old cache
     *     format lists blobs in an index
     */
    public record Named(Set<Digest> digests, boolean areManifests) {
        /** Copies the digests. */
        public Named {
            digests = Set.copyOf(digests);
        }
    }
}
