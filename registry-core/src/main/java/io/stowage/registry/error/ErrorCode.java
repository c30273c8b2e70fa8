package io.stowage.registry.error;

/**
 * The error codes of distribution-spec, in its order, each with the HTTP status that clients expect of it.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">distribution-spec,
 *     error codes</a>
 */
public enum ErrorCode {
    /** code-1. */
    BLOB_UNKNOWN(404, "blob unknown to registry"),
    /** code-2; 416 for a chunk out of place. */
    BLOB_UPLOAD_INVALID(400, "blob upload invalid"),
    /** code-3. */
    BLOB_UPLOAD_UNKNOWN(404, "blob upload unknown to registry"),
    /** code-4. */
    DIGEST_INVALID(400, "provided digest did not match uploaded content"),
    /** code-5. */
    MANIFEST_BLOB_UNKNOWN(400, "manifest references a manifest or blob unknown to registry"),
    /** code-6; 413 for one over the size limit. */
    MANIFEST_INVALID(400, "manifest invalid"),
    /** code-7. */
    MANIFEST_UNKNOWN(404, "manifest unknown to registry"),
    /** code-8. */
    NAME_INVALID(400, "invalid repository name"),
    /** code-9. */
    NAME_UNKNOWN(404, "repository name not known to registry"),
    /** code-10. */
    SIZE_INVALID(400, "provided length did not match content length"),
    /** code-11. */
    UNAUTHORIZED(401, "authentication required"),
    /** code-12. */
    DENIED(403, "requested access to the resource is denied"),
    /** code-13. */
    UNSUPPORTED(405, "the operation is unsupported"),
    /** code-14. */
    TOOMANYREQUESTS(429, "too many requests");

    private final int status;
    private final String defaultMessage;

    ErrorCode(int status, String defaultMessage) {
        this.status = status;
        this.defaultMessage = defaultMessage;
    }

    /** The usual HTTP status. */
    public int status() {
        return status;
    }

    /** The specification's description. */
    public String defaultMessage() {
        return defaultMessage;
    }
}
