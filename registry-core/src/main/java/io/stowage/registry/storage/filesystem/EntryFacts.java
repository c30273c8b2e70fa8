package io.stowage.registry.storage.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the file system says about a name, without following it if it is a symbolic link.
 *
 * @param type the bits of its type, as in {@code st_mode}
 * @param uid its owner
 * @param gid its group
 */
record EntryFacts(int type, FileMode mode, int uid, int gid) {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;

    /**
     * Asks for them.
     *
     * @throws UnsupportedOperationException if the file system knows no modes
     */
    static EntryFacts of(Path path) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,uid,gid", NOFOLLOW_LINKS);
        int mode = number(facts, "mode");
        return new EntryFacts(
                mode & TYPE, new FileMode(mode & FileMode.ALL), number(facts, "uid"), number(facts, "gid"));
    }

    boolean isDirectory() {
        return type == DIRECTORY;
    }

    boolean isFile() {
        return type == FILE;
    }

    boolean isSymbolicLink() {
        return type == SYMBOLIC_LINK;
    }

    private static int number(Map<String, Object> facts, String name) {
        if (facts.get(name) instanceof Integer number) {
            return number;
        }
        throw new UnsupportedOperationException("no " + name + " on this file system");
    }
}
