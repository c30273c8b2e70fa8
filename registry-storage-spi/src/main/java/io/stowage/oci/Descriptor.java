package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A pointer to content: what it is, its digest and its size.
 *
 * @param mediaType the type of the content pointed to
 * @param digest its digest
 * @param size its length in bytes, not negative
 * @param artifactType what kind of artifact a manifest is, where it says so
 * @param annotations free text by key, in the order given; unmodifiable
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">image-spec, descriptor</a>
 */
public record Descriptor(
        MediaType mediaType, Digest digest, long size, Optional<String> artifactType, Map<String, String> annotations) {

    /**
     * Checks and copies the parts.
     *
     * @throws IllegalArgumentException if the size is negative
     */
    public Descriptor {
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(digest, "digest is null");
        requireNonNull(artifactType, "artifactType is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative: " + size);
        }
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** A descriptor without artifact type and annotations. */
    public static Descriptor of(MediaType mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of());
    }
}
