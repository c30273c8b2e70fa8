package io.stowage.registry.testing.nfs;

/**
 * What a file handle stands for: a file or directory, whatever it is called.
 *
 * @param generation tells those apart that have the same number, one after the other
 */
record Inode(Object fileKey, int generation) {}
