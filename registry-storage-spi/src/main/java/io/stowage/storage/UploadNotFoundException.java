package io.stowage.storage;

import java.io.IOException;

/** An upload was committed or cancelled, here or by another instance, before it could be used. */
public final class UploadNotFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The upload with this id is no more. */
    public UploadNotFoundException(UploadId id) {
        super("upload " + id + " was committed or cancelled");
    }
}
