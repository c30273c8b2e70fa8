package io.stowage.registry.testing.nfs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** How a client finds the inode of a path: by what it remembers, and by asking for the rest. Under the server's lock. */
final class Lookups {
    private final NfsServer server;
    private final NameCache names;

    Lookups(NfsServer server, NameCache names) {
        this.server = server;
        this.names = names;
    }

    /** The last name of a path, and the directory that it is in. */
    record Place(Inode directory, String name) {}

    /** The inode of a path, which may have another name by now. */
    Inode find(Path real) throws IOException {
        if (real.equals(server.export())) {
            return server.root();
        }
        Place place = place(real);
        return child(place, real);
    }

    /** The directory of a path's last name, which itself is not looked up. */
    Place place(Path real) throws IOException {
        try {
            return walk(real);
        } catch (StaleHandleException e) {
            // Linux walks once more when a handle on the way was stale, and then asks for each name.
            names.forgetAll();
            return walk(real);
        }
    }

    /** Where a directory lies on the server. */
    Path real(Inode directory) throws IOException {
        return server.path(directory).orElseThrow(() -> new StaleHandleException(directory.toString()));
    }

    private Place walk(Path real) throws IOException {
        Path below = server.export().relativize(real);
        Inode directory = server.root();
        for (int i = 0; i < below.getNameCount() - 1; i++) {
            directory = child(new Place(directory, below.getName(i).toString()), real);
        }
        real(directory);
        return new Place(directory, below.getFileName().toString());
    }

    private Inode child(Place place, Path asked) throws IOException {
        Optional<NameCache.Entry> known = names.find(place.directory(), place.name());
        if (known.isPresent()) {
            Inode inode = known.get().inode().orElseThrow(() -> new NoSuchFileException(asked.toString()));
            if (server.path(inode).isPresent()) {
                return inode;
            }
            // its handle is stale, so the name is looked up again
        }
        Optional<Inode> found = server.lookUp(place.directory(), place.name());
        names.remember(place.directory(), place.name(), found);
        return found.orElseThrow(() -> new NoSuchFileException(asked.toString()));
    }
}
