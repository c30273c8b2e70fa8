package io.stowage.registry.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The modes and groups of what exists in a data directory: looks at them, and puts them right.
 *
 * <p>Of the data directory this concerns itself, {@code docker/registry/v2} with the two directories above it, and
 * {@code stowage}; other entries are not looked at. In {@code docker/registry/v2} everything counts as the registry's.
 * {@code stowage/tls} and {@code stowage/tokens} hold private keys: there all rights of others than the owner are wrong,
 * whatever is set, except on certificates ({@code *.crt}). Symbolic links are never followed, except one in the place of the data directory.
 *
 * <p>Safe beside serving instances: nothing is moved or removed, and what vanishes meanwhile is passed over. What they
 * create meanwhile has the modes that they are set to. Takes memory for the depth of the tree, not its size.
 *
 * <p>Not safe for use by several threads.
 */
public final class StoragePermissions {
    private final Path directory;
    private EntrySettings settings = EntrySettings.NONE;
    private Optional<AccountIds> account = Optional.empty();

    private StoragePermissions(Path directory) {
        this.directory = requireNonNull(directory, "directory is null").toAbsolutePath();
    }

    /** Those of a data directory, of which nothing is expected yet but that this process can use it. */
    public static StoragePermissions of(Path directory) {
        return new StoragePermissions(directory);
    }

    /**
     * The mode that directories should have.
     *
     * @throws IllegalArgumentException as {@link FilesystemStorage.Builder#directoryMode}
     */
    public StoragePermissions directoryMode(FileMode mode) {
        settings = settings.withDirectoryMode(mode);
        return this;
    }

    /**
     * The mode that files should have.
     *
     * @throws IllegalArgumentException as {@link FilesystemStorage.Builder#fileMode}
     */
    public StoragePermissions fileMode(FileMode mode) {
        settings = settings.withFileMode(mode);
        return this;
    }

    /**
     * The group that everything should belong to.
     *
     * @param name a name that this machine knows, or a number
     * @throws IllegalArgumentException if it can be neither
     */
    public StoragePermissions group(String name) {
        settings = settings.withGroup(name);
        return this;
    }

    /** The account that should be able to use everything, if it is not that of this process. */
    public StoragePermissions usableBy(AccountIds ids) {
        account = Optional.of(ids);
        return this;
    }

    /**
     * Looks at everything, and changes nothing.
     *
     * @param progress is told now and then how many entries were looked at
     * @throws IOException if the directory cannot be read at all, the group is not known, or the file system knows no modes
     */
    public PermissionReport check(LongConsumer progress) throws IOException {
        return walk(progress, false);
    }

    /**
     * Gives everything the modes and the group that are set. What this account may not change is counted and left.
     *
     * @param progress is told now and then how many entries were looked at
     * @throws IOException as {@link #check}
     */
    public PermissionReport repair(LongConsumer progress) throws IOException {
        return walk(progress, true);
    }

    private PermissionReport walk(LongConsumer progress, boolean repair) throws IOException {
        Path real = directory.toRealPath();
        try {
            if (!EntryFacts.of(real).isDirectory()) {
                throw new NotDirectoryException(directory.toString());
            }
            Optional<OwningGroup> group = settings.group().isPresent()
                    ? Optional.of(OwningGroup.find(settings.group().get(), real))
                    : Optional.empty();
            Findings findings = new Findings(progress);
            EntryCheck check = new EntryCheck(settings, group, account, repair, findings);
            new PermissionWalk(check, findings).walk(real);
            return findings.report();
        } catch (UnsupportedOperationException e) {
            throw new FileSystemException(directory.toString(), null, "its file system knows no modes");
        }
    }
}
