package io.stowage.examples.standalone;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The directory that holds the registry's data, checked before anything is served from it. */
final class DataDirectory {
    private static final String NO_DIRECTORY = "not a directory";

    // A directory that another account filled may be open at its top and closed below.
    private static final List<Path> BELOW = List.of(
            Path.of("docker"),
            Path.of("docker/registry"),
            Path.of("docker/registry/v2"),
            Path.of("docker/registry/v2/blobs"),
            Path.of("docker/registry/v2/repositories"));

    private DataDirectory() {}

    /**
     * Makes the directory if it is not there, and tries whether it can be read and written.
     *
     * @return its absolute path
     * @throws StartException if not; the message says what is wrong, who owns what, and what to do
     */
    static Path prepare(Path path) throws StartException {
        Path directory = path.toAbsolutePath().normalize();
        try {
            // A link to a directory will do, to which createDirectories of older JDKs objects.
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
            probe(directory);
        } catch (IOException e) {
            throw refused(directory, nearestExisting(directory), reason(e));
        }
        for (Path below : BELOW) {
            checkIfPresent(directory, directory.resolve(below));
        }
        return directory;
    }

    private static void probe(Path directory) throws IOException {
        // Permission bits do not tell about read-only mounts and squashed roots; a file does.
        Files.delete(Files.createTempFile(directory, ".stowage-", ".probe"));
        if (!Files.isReadable(directory)) {
            throw new AccessDeniedException(directory.toString());
        }
    }

    private static void checkIfPresent(Path directory, Path below) throws StartException {
        if (!Files.exists(below)) {
            return;
        }
        if (!Files.isDirectory(below)) {
            throw refused(directory, below, NO_DIRECTORY);
        }
        if (!Files.isReadable(below) || !Files.isWritable(below) || !Files.isExecutable(below)) {
            throw refused(directory, below, Reason.DENIED);
        }
    }

    private static StartException refused(Path directory, Path culprit, String reason) {
        Account own = Account.own();
        String remedy = reason.equals(Reason.DENIED)
                ? "give this account the right to read and write there (chown -R " + own.chown() + " " + culprit
                        + ") or choose another directory with --data"
                : "choose another directory with --data";
        return new StartException("cannot use data directory " + directory + ": " + reason + "; " + culprit + " is "
                + facts(culprit) + ", this process runs as " + own.text() + "; " + remedy);
    }

    private static String reason(IOException failure) {
        return failure instanceof FileAlreadyExistsException ? NO_DIRECTORY : Reason.of(failure);
    }

    private static Path nearestExisting(Path path) {
        Path existing = path;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    private static String facts(Path path) {
        try {
            Map<String, Object> facts = Files.readAttributes(path, "unix:owner,uid,group,gid");
            int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
            return "owned by " + facts.get("owner") + " (uid " + facts.get("uid") + "), group " + facts.get("group")
                    + " (gid " + facts.get("gid") + "), mode " + String.format("%04o", mode);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "of unknown owner and mode";
        }
    }
}
