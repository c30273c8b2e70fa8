package io.stowage.examples.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with the number of this process, for supervisors; it is there while the registry serves. */
final class PidFile {
    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path path;
    private final String content;

    private PidFile(Path path, String content) {
        this.path = path;
        this.content = content;
    }

    /**
     * Tries whether the file can be written, and writes nothing yet.
     *
     * @throws StartException if not; the message names the file and the reason
     */
    static PidFile prepare(Path path) throws StartException {
        Path file = path.toAbsolutePath().normalize();
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw refused(file, "it is a directory");
        }
        if (Files.notExists(directory)) {
            throw refused(file, "directory " + directory + " does not exist");
        }
        try {
            Files.delete(Files.createTempFile(directory, ".stowage-", ".probe"));
        } catch (IOException e) {
            throw refused(file, "no file can be made in " + directory + ": " + Reason.of(e));
        }
        return new PidFile(file, ProcessHandle.current().pid() + "\n");
    }

    void write() throws StartException {
        try {
            // Renamed into place, so that who waits for the file never reads half a number.
            Path draft = Files.createTempFile(path.getParent(), ".stowage-", ".pid");
            Files.writeString(draft, content);
            draft.toFile().setReadable(true, false);
            Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw refused(path, Reason.of(e));
        }
    }

    private static StartException refused(Path file, String reason) {
        return new StartException("cannot write pid file " + file + ": " + reason);
    }

    /** Removes the file, unless another process has put its own number there. */
    void remove() {
        try {
            if (Files.exists(path) && Files.readString(path).equals(content)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("could not remove pid file {}", path, e);
        }
    }
}
