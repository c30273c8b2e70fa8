package io.stowage.registry.storage.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The group that entries are to belong to. Safe for use by many threads. */
final class OwningGroup {
    private final String name;
    private final GroupPrincipal principal;
    // Asking for the name of a file's group is a look into the system's accounts, which may be on another machine.
    private final Map<Integer, Boolean> known = new ConcurrentHashMap<>();

    private OwningGroup(String name, GroupPrincipal principal) {
        this.name = name;
        this.principal = principal;
    }

    /**
     * The group of a name or number.
     *
     * @param path on whose file system it is to be used
     * @throws FileSystemException if the machine knows no such group, or the file system no groups
     */
    static OwningGroup find(String name, Path path) throws IOException {
        try {
            return new OwningGroup(
                    name, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name));
        } catch (UserPrincipalNotFoundException e) {
            throw new FileSystemException(
                    path.toString(), null, "group " + name + " is not known here; its number (gid) will do");
        } catch (UnsupportedOperationException e) {
            throw new FileSystemException(path.toString(), null, "there are no groups on this file system");
        }
    }

    /** Whether a path's group, whose number the caller has read, is this one. */
    boolean owns(Path path, int gid) throws IOException {
        Boolean same = known.get(gid);
        if (same == null) {
            same = view(path).readAttributes().group().equals(principal);
            known.put(gid, same);
        }
        return same;
    }

    /** Gives a file or directory to the group. */
    void take(PosixFileAttributeView view) throws IOException {
        view.setGroup(principal);
    }

    static PosixFileAttributeView view(Path path) {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (view == null) {
            throw new UnsupportedOperationException("no groups and modes on the file system of " + path);
        }
        return view;
    }

    @Override
    public String toString() {
        return name;
    }
}
