package io.stowage.registry.upload;

import io.stowage.oci.Digest;

/** The two answers to a mount: the blob is there already, or an upload began instead. */
public sealed interface UploadResult {

    /**
     * The repository now holds the blob.
     *
     * @param digest the blob's
     */
    record Mounted(Digest digest) implements UploadResult {}

    /**
     * An upload session began.
     *
     * @param session the session, of zero bytes
     */
    record Started(UploadSession session) implements UploadResult {}
}
