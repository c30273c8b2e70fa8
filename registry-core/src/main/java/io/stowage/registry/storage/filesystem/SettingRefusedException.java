package io.stowage.registry.storage.filesystem;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file or directory cannot have the mode or the group that is set for it, here or for this account. */
final class SettingRefusedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    SettingRefusedException(Path path, String setting, String reason) {
        super(path.toString(), null, "cannot give it " + setting + ": " + reason);
    }
}
