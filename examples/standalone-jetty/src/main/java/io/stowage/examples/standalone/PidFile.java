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

    static PidFile write(Path path) throws StartException {
        Path file = path.toAbsolutePath();
        String content = ProcessHandle.current().pid() + "\n";
        try {
            // Renamed into place, so that who waits for the file never reads half a number.
            Path draft = Files.createTempFile(file.getParent(), ".stowage-", ".pid");
            Files.writeString(draft, content);
            draft.toFile().setReadable(true, false);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            return new PidFile(file, content);
        } catch (IOException e) {
            throw new StartException("cannot write pid file " + file + ": " + e, e);
        }
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
