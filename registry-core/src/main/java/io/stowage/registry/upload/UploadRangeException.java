package io.stowage.registry.upload;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;

/** A chunk does not begin where the upload ends: {@code BLOB_UPLOAD_INVALID} with status 416. The session lives on. */
public final class UploadRangeException extends RegistryException {
    private static final long serialVersionUID = 1L;

    private final long size;

    /** A chunk was refused by an upload of {@code size} bytes. */
    public UploadRangeException(String message, long size) {
        super(416, ErrorCode.BLOB_UPLOAD_INVALID, message);
        this.size = size;
    }

    /** The number of bytes that the upload has. */
    public long size() {
        return size;
    }
}
