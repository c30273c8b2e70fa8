package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A media type without parameters, kept exactly as it was written; at most 255 visible ASCII characters with a slash
 * inside.
 *
 * <p>The registry compares the types of manifests and repeats all others, so this is deliberately more tolerant than
 * RFC 6838: artifact types of the field are not always registered names.
 *
 * @param value the media type as text
 */
public record MediaType(String value) {
    /** An OCI image manifest. */
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");

    /** An OCI image index. */
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");

    /** A Docker image manifest, schema 2. */
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");

    /** A Docker manifest list. */
    public static final MediaType DOCKER_MANIFEST_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");

    private static final int MAX_LENGTH = 255;

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is not a media type
     */
    public MediaType {
        requireNonNull(value, "value is null");
        if (!isMediaType(value)) {
            throw new IllegalArgumentException("not a media type: " + Quoting.quote(value));
        }
    }

    /**
     * Parses a media type.
     *
     * @throws IllegalArgumentException if the text is not a media type, or has parameters
     */
    public static MediaType parse(String text) {
        return new MediaType(text);
    }

    /** Parses a media type, or answers empty for any other text. */
    public static Optional<MediaType> tryParse(String text) {
        requireNonNull(text, "text is null");
        return isMediaType(text) ? Optional.of(new MediaType(text)) : Optional.empty();
    }

    /** Whether content of this type is an index: a list of manifests, OCI's or Docker's. */
    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_MANIFEST_LIST);
    }

    /** Whether content of this type is an image manifest: a config and layers, OCI's or Docker's. */
    public boolean isImageManifest() {
        return equals(OCI_MANIFEST) || equals(DOCKER_MANIFEST);
    }

    /** The media type as text. */
    @Override
    public String toString() {
        return value;
    }

    private static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ';' || c == ',' || c == '"') {
                return false;
            }
        }
        return true;
    }
}
