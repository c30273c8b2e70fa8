package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupFreshnessTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "virtiofs", "fuse.glusterfs", "what comes next"})
    void asksAnewWhereAnotherMachineMayWrite(String fileSystem) {
        assertTrue(LookupFreshness.AUTO.looksPastCachesOf(fileSystem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "NTFS", "apfs"})
    void believesALocalDisk(String fileSystem) {
        assertFalse(LookupFreshness.AUTO.looksPastCachesOf(fileSystem));
    }

    @Test
    void doesAsItIsTold() {
        assertTrue(LookupFreshness.ALWAYS.looksPastCachesOf("ext4"));
        assertFalse(LookupFreshness.NEVER.looksPastCachesOf("nfs4"));
    }
}
