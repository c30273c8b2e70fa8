package io.stowage.registry.auth.rules;

import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.internal.ReloadedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * {@link AccessRules} from a file, which is read again when it has changed, also by the symlink swap of a mounted
 * Kubernetes volume. It is looked at when somebody asks, at most about once a second. A new version that cannot be read or
 * understood is named in one line of the log, and the rules from before stay in force.
 *
 * <p>Safe for use by many threads.
 */
public final class ReloadingAccessRules implements AccessPolicy {
    /** The most bytes that the file may have. */
    public static final int MAX_BYTES = 1 << 20;

    private final ReloadedFile<AccessRules> file;

    private ReloadingAccessRules(ReloadedFile<AccessRules> file) {
        this.file = file;
    }

    /**
     * Reads a file with a table as {@link AccessRules} has it, in UTF-8. One that is to allow nothing holds a comment.
     *
     * @throws IOException if it cannot be read, is empty or larger than {@link #MAX_BYTES}, or has broken lines; the
     *     message names the first few
     */
    public static ReloadingAccessRules open(Path path) throws IOException {
        return new ReloadingAccessRules(
                ReloadedFile.open("access rules", path, MAX_BYTES, ReloadingAccessRules::parse));
    }

    private static AccessRules parse(String table) {
        // Whoever writes a file in place makes it empty first.
        if (table.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return AccessRules.parse(table);
    }

    /** The rules in force. */
    public AccessRules rules() {
        return file.value();
    }

    @Override
    public boolean allows(Caller caller, Permission permission) {
        return rules().allows(caller, permission);
    }

    @Override
    public Set<String> groups() {
        return rules().groups();
    }
}
