package io.stowage.registry.storage.filesystem;

import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which repositories have several names, or lie elsewhere: those that a symbolic link leads to, and those it is made to. */
final class Aliases {
    private final FilesystemLayout layout;
    /** Directories that are links, or lie below one. */
    private final Set<Path> linked = new HashSet<>();
    /** Where those really are. */
    private final Set<Path> targets = new HashSet<>();

    Aliases(FilesystemLayout layout) {
        this.layout = layout;
    }

    /** Looks at a repository; to be called for one before those below it. */
    void note(RepositoryName repository) throws IOException {
        Path directory = layout.repository(repository);
        if (linked.contains(directory.getParent()) || Files.isSymbolicLink(directory)) {
            linked.add(directory);
            targets.add(directory.toRealPath());
        }
    }

    boolean isAlias(RepositoryName repository) throws IOException {
        Path directory = layout.repository(repository);
        return !linked.isEmpty() && (linked.contains(directory) || isBelowTarget(directory));
    }

    private boolean isBelowTarget(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false; // all of it is aside
        }
        for (Path path = directory.toRealPath(); path != null; path = path.getParent()) {
            if (targets.contains(path)) {
                return true;
            }
        }
        return false;
    }
}
