package io.stowage.registry.testing.nfs;

/** What a client asks of a server that changes names, so that doing it twice is not doing it once. */
public enum Procedure {
    CREATE_EXCLUSIVELY,
    MAKE_DIRECTORY,
    LINK,
    RENAME,
    REMOVE,
    REMOVE_DIRECTORY
}
