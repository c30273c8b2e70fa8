package io.stowage.registry.testing.nfs;

import java.nio.file.FileSystemException;

/** {@code ESTALE}, as the JDK words it. */
final class StaleHandleException extends FileSystemException {
    private static final long serialVersionUID = 1;
    static final String REASON = "Stale file handle";

    StaleHandleException(String file) {
        super(file, null, REASON);
    }
}
