package io.stowage.registry.storage.filesystem;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/**
 * Files and directories that have a certain mode or group, whatever the umask, the directory above or an ACL there say.
 *
 * <p>They are created narrower than wanted and then widened: at no time may anybody open them who may not later. A
 * directory gets its name only then, as a file does: between the two, another instance under another account would find
 * one that it must not write to. What is found right after the creation is left, so where the directory above gives its
 * group (setgid) there is no call to change that, which an account that NFS squashed could not make.
 */
final class ExactEntries extends NewEntries {
    private static final int GROUP_PERMISSIONS = 0070;
    private static final FileAttribute<?>[] AS_IT_COMES = {};

    private final Optional<FileMode> directoryMode;
    private final Optional<FileMode> fileMode;
    private final Optional<OwningGroup> group;

    ExactEntries(Optional<FileMode> directoryMode, Optional<FileMode> fileMode, Optional<OwningGroup> group) {
        this.directoryMode = directoryMode;
        this.fileMode = fileMode;
        this.group = group;
    }

    @Override
    void directory(Path path) throws IOException {
        boolean asItComes = directoryMode.isEmpty() && group.isEmpty();
        if (asItComes || FilesystemLayout.isTemporary(path)) {
            make(path);
            return;
        }
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path draft = FilesystemLayout.draft(path);
        try {
            make(draft);
            Files.move(draft, path, ATOMIC_MOVE); // replaces an empty directory that came meanwhile, and no other
        } catch (IOException e) {
            FreshLookups.tryRefresh(requireNonNull(path.getParent())); // an NFS client may hold it for absent still
            boolean made = Files.isDirectory(path); // by another, or by us and the reply was lost
            discard(draft, e);
            throw made ? new FileAlreadyExistsException(path.toString()) : e;
        }
    }

    @Override
    FileChannel file(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, Set.of(CREATE_NEW, WRITE), creation(fileMode));
        try {
            settle(path, fileMode);
            return channel;
        } catch (IOException | RuntimeException e) {
            try (channel) {
                discard(path, e);
            }
            throw e;
        }
    }

    @Override
    void check(Path path) throws IOException {
        EntryFacts facts = EntryFacts.of(path);
        Optional<FileMode> wanted = facts.isDirectory() ? directoryMode : fileMode;
        if (wanted.isPresent() && !wanted.get().equals(facts.mode())) {
            throw new SettingRefusedException(path, "mode " + wanted.get(), "its mode stays " + facts.mode());
        }
        if (group.isPresent() && !group.get().owns(path, facts.gid())) {
            throw new SettingRefusedException(path, "group " + group.get(), "its group stays " + facts.gid());
        }
    }

    private void make(Path directory) throws IOException {
        Files.createDirectory(directory, creation(directoryMode));
        settle(directory, directoryMode);
    }

    // The group that it is created with may be the process's own: that gets nothing.
    private FileAttribute<?>[] creation(Optional<FileMode> mode) {
        return mode.map(wanted -> wanted.without(group.isPresent() ? GROUP_PERMISSIONS : 0))
                .map(narrow -> new FileAttribute<?>[] {asFileAttribute(narrow.permissions())})
                .orElse(AS_IT_COMES);
    }

    private void settle(Path path, Optional<FileMode> mode) throws IOException {
        if (mode.isEmpty() && group.isEmpty()) {
            return;
        }
        EntryFacts facts = EntryFacts.of(path);
        // The group first: while it is the wrong one, the mode must stay narrow.
        if (group.isPresent() && !group.get().owns(path, facts.gid())) {
            try {
                group.get().take(OwningGroup.view(path));
            } catch (FileSystemException e) {
                throw refused(path, "group " + group.get(), e);
            }
        }
        if (mode.isPresent() && !mode.get().equals(facts.mode())) {
            try {
                Files.setAttribute(path, "unix:mode", mode.get().bits());
            } catch (FileSystemException e) {
                throw refused(path, "mode " + mode.get(), e);
            }
        }
    }

    private static FileSystemException refused(Path path, String setting, FileSystemException cause) {
        if (cause instanceof NoSuchFileException) {
            return cause; // removed by another, and to be made again
        }
        String reason =
                cause instanceof AccessDeniedException ? "permission denied" : String.valueOf(cause.getReason());
        SettingRefusedException refused = new SettingRefusedException(path, setting, reason);
        refused.initCause(cause);
        return refused;
    }

    private static void discard(Path path, Exception failure) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
