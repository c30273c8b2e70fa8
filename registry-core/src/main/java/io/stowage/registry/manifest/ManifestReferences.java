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
        return of(rules.parser().parse(stored.content(), Optional.of(stored.mediaType())));
    }

    /**
     * As {@link #of(StoredManifest)}, for bytes that were found somewhere.
     *
     * @throws RegistryException {@code MANIFEST_INVALID} if they are no manifest that can be understood
     */
    public Named of(byte[] content) {
        return of(rules.parser().parse(content, Optional.empty()));
    }

    /** Whether manifests are taken whose content is not all in their repository. */
    public boolean mayBeMissing() {
        return rules.sparseAllowed();
    }

    private static Named of(Manifest manifest) {
        Set<Digest> digests = new LinkedHashSet<>();
        Set<Digest> elsewhere = new LinkedHashSet<>();
        if (manifest instanceof Manifest.ImageManifest image) {
            digests.add(image.config().digest());
            for (Descriptor layer : image.layers()) {
                digests.add(layer.digest());
                if (ManifestChecks.isNonDistributable(layer)) {
                    elsewhere.add(layer.digest());
                }
            }
        } else if (manifest instanceof Manifest.ImageIndex index) {
            index.manifests().stream().map(Descriptor::digest).forEach(digests::add);
        }
        return new Named(
                digests,
                manifest instanceof Manifest.ImageIndex,
                elsewhere,
                manifest.subject().map(Descriptor::digest));
    }

    /**
     * What a manifest names.
     *
     * @param digests each once
     * @param areManifests whether they are manifests rather than blobs, as far as one can tell: BuildKit's old cache
     *     format lists blobs in an index
     * @param elsewhere those of the digests whose content may be kept elsewhere
     * @param subject the manifest that it refers to
     */
    public record Named(Set<Digest> digests, boolean areManifests, Set<Digest> elsewhere, Optional<Digest> subject) {
        /** Copies the digests. */
        public Named {
            digests = Set.copyOf(digests);
            elsewhere = Set.copyOf(elsewhere);
        }
    }
}
