package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sweeps what is left beside the things that are aside: notes of files that are there no more, empty directories. */
final class AsideSweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final SweptFiles swept;

    AsideSweep(FilesystemLayout layout, FreshLookups lookups, SweptFiles swept) {
        this.layout = layout;
        this.lookups = lookups;
        this.swept = swept;
    }

    void sweep() throws IOException {
        try {
            sweep(layout.aside());
        } catch (FileSystemException e) {
            swept.count.kept("remains in " + layout.aside() + ": " + e);
        }
    }

    private void sweep(Path directory) throws IOException {
        List<String> names = lookups.names(directory);
        swept.clearTemporary(directory, names);
        Set<String> files = new HashSet<>();
        List<String> notes = new ArrayList<>();
        for (String name : names) {
            Optional<String> noted = Aside.noted(name);
            if (noted.isPresent()) {
                notes.add(noted.get());
            } else if (Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                sweep(directory.resolve(name));
                swept.prune(directory.resolve(name));
            } else {
                files.add(name);
            }
        }
        for (String name : notes) {
            if (!files.contains(name)) {
                swept.clear(Aside.note(directory.resolve(name)));
            }
        }
    }
}
