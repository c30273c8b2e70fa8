package io.stowage.registry.manifest;

import io.stowage.oci.Descriptor;
import io.stowage.oci.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry understands of a manifest. The pushed bytes are what is stored and served; this is read from them
 * and never written back.
 */
public sealed interface Manifest {

    /** One of the four types of {@link MediaType} that are manifests. */
    MediaType mediaType();

    /** The manifest that this one refers to. */
    Optional<Descriptor> subject();

    /** What kind of artifact it says it is; for an image manifest that says nothing, its config's type. */
    Optional<String> artifactType();

    /** Free text by key. */
    Map<String, String> annotations();

    /**
     * A config and layers, OCI's or Docker's.
     *
     * @param mediaType its type
     * @param config the config blob
     * @param layers the layer blobs, lowest first
     * @param subject the manifest that it refers to
     * @param ownArtifactType what it says itself
     * @param annotations free text by key
     * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">image-spec, manifest</a>
     */
    record ImageManifest(
            MediaType mediaType,
            Descriptor config,
            List<Descriptor> layers,
            Optional<Descriptor> subject,
            Optional<String> ownArtifactType,
            Map<String, String> annotations)
            implements Manifest {

        /** Copies the layers. */
        public ImageManifest {
            layers = List.copyOf(layers);
        }

        // distribution-spec end-12: without one, the config's media type stands in
        @Override
        public Optional<String> artifactType() {
            return ownArtifactType.or(() -> Optional.of(config.mediaType().value()));
        }
    }

    /**
     * A list of manifests, OCI's or Docker's.
     *
     * @param mediaType its type
     * @param manifests what is listed; BuildKit's old cache format lists blobs here
     * @param subject the manifest that it refers to
     * @param artifactType what it says it is
     * @param annotations free text by key
     * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">image-spec, index</a>
     */
    record ImageIndex(
            MediaType mediaType,
            List<Descriptor> manifests,
            Optional<Descriptor> subject,
            Optional<String> artifactType,
            Map<String, String> annotations)
            implements Manifest {

        /** Copies the list. */
        public ImageIndex {
            manifests = List.copyOf(manifests);
        }
    }
}
