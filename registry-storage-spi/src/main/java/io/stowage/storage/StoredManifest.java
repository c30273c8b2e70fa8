package io.stowage.storage;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import java.util.Arrays;
import java.util.Optional;

/**
 * A manifest as it was pushed: its bytes and what was learned from them. Immutable.
 *
 * <p>The media type and the subject follow from the content, so a storage may keep them or find them again.
 */
public final class StoredManifest {
    private final Digest digest;
    private final MediaType mediaType;
    private final byte[] content;
    private final Optional<Digest> subject;

    /**
     * A manifest with the given bytes, which are copied.
     *
     * @param digest the digest of the content, by which it is addressed
     * @param mediaType the type it was pushed as, which its content agrees with
     * @param content the exact bytes
     * @param subject the digest of the manifest that it refers to, if any
     */
    public StoredManifest(Digest digest, MediaType mediaType, byte[] content, Optional<Digest> subject) {
        this.digest = requireNonNull(digest, "digest is null");
        this.mediaType = requireNonNull(mediaType, "mediaType is null");
        this.content = content.clone();
        this.subject = requireNonNull(subject, "subject is null");
    }

    /** The digest of the content. */
    public Digest digest() {
        return digest;
    }

    /** The media type that it was pushed as. */
    public MediaType mediaType() {
        return mediaType;
    }

    /** A copy of the exact bytes. */
    public byte[] content() {
        return content.clone();
    }

    /** The number of bytes. */
    public int size() {
        return content.length;
    }

    /** The digest of the manifest that this one refers to. */
    public Optional<Digest> subject() {
        return subject;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredManifest that
                && digest.equals(that.digest)
                && mediaType.equals(that.mediaType)
                && subject.equals(that.subject)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest + " (" + content.length + " bytes)";
    }
}
