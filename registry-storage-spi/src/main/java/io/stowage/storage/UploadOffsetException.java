package io.stowage.storage;

import java.io.IOException;

/** Bytes were to be added to an upload at another place than its end. Nothing was added. */
public final class UploadOffsetException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The offset that the writer assumed. */
    private final long offset;

    /** The number of bytes that the upload has. */
    private final long size;

    /** A writer assumed {@code offset} where the upload has {@code size} bytes. */
    public UploadOffsetException(UploadId id, long offset, long size) {
        super("upload " + id + " has " + size + " bytes, not " + offset);
        this.offset = offset;
        this.size = size;
    }

    /** The offset that the writer assumed. */
    public long offset() {
        return offset;
    }

    /** The number of bytes that the upload really had. */
    public long size() {
        return size;
    }
}
