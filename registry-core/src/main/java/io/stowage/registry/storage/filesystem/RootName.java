package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the name of a data directory durable, without which nothing in it is, and the names of those made above it. */
final class RootName {
    private static final Logger LOG = LoggerFactory.getLogger(RootName.class);

    private final Path root;
    private final Path existing;

    private RootName(Path root, Path existing) {
        this.root = root;
        this.existing = existing;
    }

    /** To be called before the directory is made, if it is. */
    static RootName before(Path root) {
        Path existing = root;
        for (Path above = root.getParent(); above != null && !Files.exists(existing); above = above.getParent()) {
            existing = above;
        }
        return new RootName(root, existing);
    }

    /**
     * To be called when the directory is there.
     *
     * @throws IOException if a directory was made whose name could not be synced
     */
    void settle(SharedSyncs.Medium medium) throws IOException {
        for (Path above = root.getParent(); above != null && above.startsWith(existing); above = above.getParent()) {
            medium.sync(above);
        }
        if (existing.equals(root)) {
            settleExisting(root.getParent(), medium);
        }
    }

    // An earlier process may have made it and ended before it could sync its name. But it may as well be the root of a
    // file system, below a directory that is none of our business.
    private static void settleExisting(@Nullable Path above, SharedSyncs.Medium medium) {
        if (above == null) {
            return;
        }
        try {
            medium.sync(above);
        } catch (IOException e) {
            LOG.debug("could not sync {}, which holds the data directory", above, e);
        }
    }
}
