package io.stowage.registry.manifest;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryError;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Checks that what a manifest names is in its repository and has the size it says. A subject is never checked: it may
 * come later (distribution-spec, "Pushing manifests").
 */
final class ManifestChecks {
    /** An answer names so many missing references, and no more: it would grow as large as the manifest. */
    private static final int MOST_ERRORS = 1000;

    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final boolean sparseAllowed;

    ManifestChecks(RegistryStorage storage, RepositoryName repository, boolean sparseAllowed) {
        this.storage = storage;
        this.repository = repository;
        this.sparseAllowed = sparseAllowed;
    }

    /**
     * Checks the references of a manifest.
     *
     * @throws RegistryException {@code MANIFEST_BLOB_UNKNOWN} for each that is missing, {@code MANIFEST_INVALID} for each
     *     of another size
     */
    void check(Manifest manifest) throws IOException {
        List<RegistryError> errors = new ArrayList<>();
        // A descriptor that is there twice is looked up once.
        Map<Descriptor, Kind> references = new LinkedHashMap<>();
        if (manifest instanceof Manifest.ImageManifest image) {
            references.put(bare(image.config()), Kind.CONFIG);
            image.layers().forEach(layer -> references.putIfAbsent(bare(layer), Kind.LAYER));
        } else if (manifest instanceof Manifest.ImageIndex index) {
            index.manifests().forEach(child -> references.putIfAbsent(bare(child), Kind.MANIFEST));
        }
        for (Map.Entry<Descriptor, Kind> reference : references.entrySet()) {
            check(reference.getValue(), reference.getKey(), errors);
            if (errors.size() == MOST_ERRORS) {
                break;
            }
        }
        if (!errors.isEmpty()) {
            throw new RegistryException(ErrorCode.MANIFEST_BLOB_UNKNOWN.status(), errors);
        }
    }

    /** What a reference is to the manifest. */
    private enum Kind {
        CONFIG,
        LAYER,
        MANIFEST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static Descriptor bare(Descriptor descriptor) {
        return Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private void check(Kind kind, Descriptor reference, List<RegistryError> errors) throws IOException {
        OptionalLong size = kind == Kind.MANIFEST ? manifestSize(reference.digest()) : blobSize(reference.digest());
        Map<String, String> detail = Map.of("digest", reference.digest().toString());
        if (size.isEmpty()) {
            if (!sparseAllowed && !isNonDistributable(reference)) {
                errors.add(new RegistryError(
                        ErrorCode.MANIFEST_BLOB_UNKNOWN,
                        kind + " " + reference.digest() + " not found in repository " + repository,
                        detail));
            }
        } else if (size.getAsLong() != reference.size()) {
            errors.add(new RegistryError(
                    ErrorCode.MANIFEST_INVALID,
                    kind + " " + reference.digest() + " has " + size.getAsLong() + " bytes, its descriptor says "
                            + reference.size(),
                    detail));
        }
    }

    private OptionalLong manifestSize(Digest digest) throws IOException {
        OptionalLong size = storedManifestSize(digest);
        // BuildKit's old cache format lists layer blobs in an index.
        return size.isPresent() ? size : storedBlobSize(digest);
    }

    private OptionalLong blobSize(Digest digest) throws IOException {
        OptionalLong size = storedBlobSize(digest);
        // What can be read as a blob can be named as one.
        return size.isPresent() ? size : storedManifestSize(digest);
    }

    private OptionalLong storedBlobSize(Digest digest) throws IOException {
        return storage.blobs().find(repository, digest).stream()
                .mapToLong(StoredBlob::size)
                .findFirst();
    }

    private OptionalLong storedManifestSize(Digest digest) throws IOException {
        return storage.manifests().find(repository, digest).stream()
                .mapToLong(StoredManifest::size)
                .findFirst();
    }

    // image-spec, "Non-Distributable Layers": such content may be kept elsewhere
    static boolean isNonDistributable(Descriptor layer) {
        String type = layer.mediaType().value();
        return type.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar")
                || type.equals("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    }
}
