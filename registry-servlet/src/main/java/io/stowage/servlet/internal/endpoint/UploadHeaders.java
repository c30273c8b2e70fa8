package io.stowage.servlet.internal.endpoint;

import io.stowage.oci.Digest;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.UploadRanges;
import io.stowage.storage.UploadId;

/** What answers about uploads and new blobs have in common. */
final class UploadHeaders {
    private UploadHeaders() {}

    /** Says where an upload goes on. */
    static void setPosition(Exchange exchange, Repository repository, UploadId id, long size) {
        exchange.setHeader("Location", exchange.locations().upload(repository.name(), id));
        exchange.setHeader("Range", UploadRanges.format(size));
        exchange.setHeader("Docker-Upload-UUID", id.toString());
    }

    /** Says where the blob is, and ends the answer. */
    static void created(Exchange exchange, Repository repository, Digest digest) {
        exchange.setHeader("Location", exchange.locations().blob(repository.name(), digest));
        exchange.setHeader("Docker-Content-Digest", digest.toString());
        exchange.empty(201);
    }

    /**
     * Parses the digest that a client claims.
     *
     * @throws RegistryException {@code DIGEST_INVALID} if it is none, or of an algorithm that is not supported
     */
    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.DIGEST_INVALID, String.valueOf(e.getMessage()));
        }
    }
}
