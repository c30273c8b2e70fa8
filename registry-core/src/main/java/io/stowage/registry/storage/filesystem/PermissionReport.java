package io.stowage.registry.storage.filesystem;

import java.nio.file.Path;
import java.util.List;

/**
 * What was found, and maybe changed, in a data directory.
 *
 * @param entries the files and directories that were looked at
 * @param differing those whose mode or group was not what it should be
 * @param changed those of them that were put right
 * @param unusable those that the account cannot use, after the changes
 * @param failed those that could not be looked at or put right
 * @param skipped symbolic links, sockets and the like, which are left alone
 * @param examples the first of the last five kinds, in the order in which they were found
 */
public record PermissionReport(
        long entries, long differing, long changed, long unusable, long failed, long skipped, List<Example> examples) {

    /** Copies the examples. */
    public PermissionReport {
        examples = List.copyOf(examples);
    }

    /**
     * One of the entries that were found.
     *
     * @param path where it lies
     * @param finding what is the matter with it, in words
     */
    public record Example(Path path, String finding) {}

    /** Whether all entries are now as they should be, and the account can use them. */
    public boolean isClean() {
        return differing == changed && unusable == 0 && failed == 0;
    }
}
