package io.stowage.registry.storage.filesystem;

import java.io.IOException;

/** What makes a file visible to others whose content is whole and whose name is not yet durable. */
@FunctionalInterface
interface Publication {
    /**
     * Makes the file visible.
     *
     * @param name makes the file's name durable; to be run before anybody can see the file. The later it runs, the less is
     *     left for it: a sync of another file commits the name too, on most file systems
     */
    void publish(DurableDirectories.Action name) throws IOException;
}
