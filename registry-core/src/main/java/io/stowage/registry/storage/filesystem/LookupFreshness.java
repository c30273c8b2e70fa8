package io.stowage.registry.storage.filesystem;

/**
 * Whether a name that was not found is looked for a second time, past the caches of a network file system.
 *
 * <p>An NFS client that once found a name absent goes on saying so for up to a minute after another machine created it.
 * Looking again costs a round trip or two per absent name on NFS, and next to nothing on a local disk.
 */
public enum LookupFreshness {
    /** Look again where the directory lies on NFS. */
    AUTO,
    /** Always look again. */
    ALWAYS,
    /** Never look again: for a local disk, or a directory that a single instance serves. */
    NEVER
}
