package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.storage.filesystem.UnusableDirectoryException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory that holds the registry's data, tried before anything is served from it. */
final class DataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String NO_DIRECTORY = "not a directory";
    private static final String OTHER = "choose another directory with --data";

    private final Path directory;
    private final StorageOptions options;
    private final FilesystemStorage.Builder storage;

    /** The directory of a path, to be served as the options say. */
    DataDirectory(Path path, StorageOptions options) {
        this.directory = path.toAbsolutePath().normalize();
        this.options = options;
        this.storage = options.storage(directory);
    }

    /**
     * Makes the directory if it is not there, and tries whether everything can be done there that serving needs.
     *
     * @return its absolute path
     * @throws StartException if not; the message says what is wrong, who owns what, and what to do
     */
    Path prepare() throws StartException {
        try {
            if (!storage.probe().hardLinks()) {
                LOG.warn(
                        "{} has no hard links: an upload whose end coincides with the end of this process may be lost",
                        directory);
            }
        } catch (UnusableDirectoryException e) {
            throw refused(e);
        } catch (IOException e) {
            throw refused("", nearestExisting(directory), reason(e), remedy(nearestExisting(directory), e));
        }
        return directory;
    }

    /** Opens what was prepared. */
    FilesystemStorage open() throws StartException {
        try {
            return storage.open();
        } catch (UnusableDirectoryException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new StartException("cannot open data directory " + directory + ": " + Reason.of(e), e);
        }
    }

    private StartException refused(UnusableDirectoryException e) {
        Path place = e.place();
        String where = place.equals(directory) ? "there" : "in " + place;
        String attempt = "cannot " + e.attempt() + " " + where + ": ";
        String remedy = e.isAboutSettings() ? settingsRemedy() : remedy(place, e.getCause());
        return refused(attempt, place, reason(e.getCause()), remedy);
    }

    private StartException refused(String attempt, Path culprit, String reason, String remedy) {
        return new StartException("cannot use data directory " + directory + ": " + attempt + reason + "; " + culprit
                + " is " + facts(culprit) + ", this process runs as "
                + Account.own().text() + "; " + remedy);
    }

    private String remedy(Path culprit, IOException cause) {
        if (!(cause instanceof AccessDeniedException)) {
            return OTHER;
        }
        Account own = Account.own();
        // Who set a group wants to share by it; who did not has one account, to which all may belong.
        String command = options.group() == null
                ? "chown -R " + own.chown() + " " + culprit
                : "stowage permissions repair --data " + directory + options.modes();
        return "give this account the right to read and write there (" + command + ") or " + OTHER
                + (own.isRoot()
                        ? "; on a network share that squashes root, run as the account that owns the directory"
                        : "");
    }

    private String settingsRemedy() {
        return "run it as a member of the group (usermod -aG, docker run --group-add, fsGroup or supplementalGroups in "
                + "Kubernetes), or do without" + options.modes() + " if the file system knows no such thing";
    }

    private static String reason(IOException failure) {
        return failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException
                ? NO_DIRECTORY
                : Reason.of(failure);
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
