/**
 * A directory as NFS clients see it, played in one process: what two Linux clients with default mount options were
 * measured to know, not to know, and to know wrongly of each other. Each client is a file system of {@code java.nio} over
 * the same real directory, with caches of its own. Time passes only when a test says so.
 */
@NullMarked
package io.stowage.registry.testing.nfs;

import org.jspecify.annotations.NullMarked;
