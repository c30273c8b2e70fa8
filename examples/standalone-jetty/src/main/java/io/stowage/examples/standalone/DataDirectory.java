package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.storage.filesystem.UnusableDirectoryException;
import io.stowage.storage.PageRequest;
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
    private final ModeOptions modes;
    private final FilesystemStorage.Builder storage;

    /** The directory of a path, to be served as the options say. */
    DataDirectory(Path path, StorageOptions options) {
        this.directory = absolute(path);
        this.modes = options.modes();
        this.storage = options.storage(directory);
    }

    /** The directory of a path, for a command that works on what is there. */
    DataDirectory(Path path, ModeOptions modes) {
        this.directory = absolute(path);
        this.modes = modes;
        this.storage = FilesystemStorage.builder(directory);
        modes.apply(storage);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Makes sure that there is a registry's data, and that this account can work on it without getting into the way of
     * the one that serves it.
     *
     * @return the directory's absolute path
     * @throws StartException if not; the message says what to do
     */
    Path existing() throws StartException {
        Path content = content();
        Account own = Account.own();
        if (own.isRoot() && modes.areNone() && !ownerIsRoot(content)) {
            throw new StartException(content + " is " + facts(content) + ", and this process runs as " + own.text()
                    + ": what it puts there, the registry could not change; run it as the account that serves, or give "
                    + "the --directory-mode, --file-mode and --group that serve has");
        }
        return directory;
    }

    /**
     * Makes sure that there is a registry's data, to be looked at.
     *
     * @return where it is
     * @throws StartException if not
     */
    Path content() throws StartException {
        Path content = directory.resolve("docker").resolve("registry").resolve("v2");
        if (!Files.isDirectory(content)) {
            throw new StartException("there is no registry's data in " + directory + ": " + content
                    + (Files.exists(content) ? " is not a directory" : " does not exist"));
        }
        return content;
    }

    private static boolean ownerIsRoot(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true; // cannot be known, and then root is not what it is elsewhere
        }
    }

    /**
     * Makes the directory if it is not there, and tries whether everything can be done there that serving needs.
     *
     * <p>Content on a full or read-only disk is served all the same: it can be pulled, and a restart must not make things
     * worse. The registry's health tells.
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
            if (!e.canStillBeRead() || !holdsContent()) {
                throw refused(e);
            }
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

    private boolean holdsContent() throws StartException {
        try (FilesystemStorage content = open()) {
            return !content.repositories().list(PageRequest.first(1)).entries().isEmpty();
        } catch (IOException e) {
            return false;
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
        String command = modes.group() == null
                ? "chown -R " + own.chown() + " " + culprit
                : "stowage permissions repair --data " + directory + modes.text();
        return "give this account the right to read and write there (" + command + ") or " + OTHER
                + (own.isRoot()
                        ? "; on a network share that squashes root, run as the account that owns the directory"
                        : "");
    }

    private String settingsRemedy() {
        return "run it as a member of the group (usermod -aG, docker run --group-add, fsGroup or supplementalGroups in "
                + "Kubernetes), or do without" + modes.text() + " if the file system knows no such thing";
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
