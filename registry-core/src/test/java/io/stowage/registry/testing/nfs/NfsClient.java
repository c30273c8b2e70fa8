package io.stowage.registry.testing.nfs;

import java.nio.file.Path;

/**
 * A machine that has mounted the directory. Its caches are Linux's with default mount options, at their worst: nothing is
 * forgotten before its time. Safe for use by many threads.
 */
public final class NfsClient {
    private final Faults faults = new Faults();
    private final Path root;

    NfsClient(NfsServer server) {
        NfsFileSystem fileSystem = new NfsFileSystem(new Requests(server, faults));
        this.root = new NfsPath(fileSystem, server.export());
    }

    /** The directory, as this client sees it. */
    public Path root() {
        return root;
    }

    /** What is to go wrong between this client and the server. */
    public Faults faults() {
        return faults;
    }
}
