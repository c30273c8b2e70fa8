package io.stowage.registry.storage.filesystem;

import java.util.Locale;
import java.util.Set;

/**
 * Whether names are looked for past the caches of a network file system.
 *
 * <p>An NFS client that once found a name absent goes on saying so for up to a minute after another machine created it.
 * Asking anew costs a round trip or two per name on NFS, and next to nothing on a local disk.
 */
public enum LookupFreshness {
    /** Ask anew unless the directory lies on a local disk. */
    AUTO,
    /** Always ask anew. */
    ALWAYS,
    /** Believe what is remembered: for a local disk, or a directory that a single instance serves. */
    NEVER;

    /** Those that one machine alone writes to. What is not known may well be on another. */
    private static final Set<String> LOCAL = Set.of(
            "apfs",
            "bcachefs",
            "btrfs",
            "exfat",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "hfs",
            "jfs",
            "ntfs",
            "ntfs3",
            "overlay",
            "ramfs",
            "refs",
            "reiserfs",
            "tmpfs",
            "vfat",
            "xfs",
            "zfs");

    /** Whether to do so on a file system that is called this. */
    boolean looksPastCachesOf(String fileSystem) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> !LOCAL.contains(fileSystem.toLowerCase(Locale.ROOT));
        };
    }
}
