package io.stowage.registry.storage.filesystem;

import static java.nio.file.AccessMode.EXECUTE;
import static java.nio.file.AccessMode.READ;
import static java.nio.file.AccessMode.WRITE;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;

/** What one entry should be like and whether it is; makes it so, if asked to. */
final class EntryCheck {
    private static final int OF_OTHERS = 0077;
    private static final int SPECIAL = 07000;

    private final EntrySettings settings;
    private final Optional<OwningGroup> group;
    private final Optional<AccountIds> account;
    private final boolean repair;
    private final Findings findings;

    EntryCheck(
            EntrySettings settings,
            Optional<OwningGroup> group,
            Optional<AccountIds> account,
            boolean repair,
            Findings findings) {
        this.settings = settings;
        this.group = group;
        this.account = account;
        this.repair = repair;
        this.findings = findings;
    }

    /**
     * Looks at a file or a directory.
     *
     * @param view of the entry, which follows no link
     */
    void look(Path path, EntryFacts facts, TreeScope scope, PosixFileAttributeView view) throws IOException {
        FileMode mode = mode(path, facts, scope);
        boolean otherGroup =
                scope != TreeScope.SECRET && group.isPresent() && !group.get().owns(path, facts.gid());
        EntryFacts now = facts;
        if (otherGroup || !mode.equals(facts.mode())) {
            findings.differs(path, difference(facts, mode, otherGroup));
            if (repair) {
                now = repaired(path, facts, mode, otherGroup, view);
            }
        }
        if (!isUsable(path, now)) {
            findings.unusable(
                    path,
                    account.map(ids -> "account " + ids).orElse("this account") + " cannot "
                            + (now.isDirectory() ? "change" : "read") + " it: mode " + now.mode() + ", uid "
                            + now.uid() + ", gid " + now.gid());
        }
    }

    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        return reason == null ? failure.toString() : reason;
    }

    private FileMode mode(Path path, EntryFacts facts, TreeScope scope) {
        if (scope == TreeScope.SECRET) {
            boolean isPublic = path.toString().endsWith(".crt");
            return isPublic ? facts.mode() : facts.mode().without(OF_OTHERS);
        }
        return (facts.isDirectory() ? settings.directoryMode() : settings.fileMode()).orElse(facts.mode());
    }

    private String difference(EntryFacts facts, FileMode mode, boolean otherGroup) {
        String modes = mode.equals(facts.mode()) ? "" : "mode " + facts.mode() + " instead of " + mode;
        String groups = otherGroup ? "gid " + facts.gid() + " instead of group " + group.orElseThrow() : "";
        return modes + (modes.isEmpty() || groups.isEmpty() ? "" : ", ") + groups;
    }

    private EntryFacts repaired(
            Path path, EntryFacts facts, FileMode mode, boolean otherGroup, PosixFileAttributeView view)
            throws IOException {
        try {
            // First what takes rights away, then the group, then what gives rights: nobody gets any for a moment only.
            FileMode narrow = new FileMode(facts.mode().bits() & mode.bits());
            if (otherGroup) {
                if (!narrow.equals(facts.mode())) {
                    change(path, facts, narrow, view);
                }
                group.orElseThrow().take(view);
            }
            change(path, facts, mode, view);
            EntryFacts now = EntryFacts.of(path);
            if (now.mode().equals(mode)) {
                findings.changed();
            } else {
                // an account outside the group loses the setgid bit without an error
                findings.failed(path, "its mode stays " + now.mode());
            }
            return now;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            findings.failed(path, "cannot change it: " + reason(e));
            return facts;
        }
    }

    private static void change(Path path, EntryFacts facts, FileMode mode, PosixFileAttributeView view)
            throws IOException {
        try {
            if (mode.equals(mode.without(SPECIAL))) {
                view.setPermissions(mode.permissions());
            } else {
                Files.setAttribute(path, "unix:mode", mode.bits(), NOFOLLOW_LINKS); // the view has no setgid
            }
        } catch (AccessDeniedException e) {
            if (facts.uid() == 0) {
                throw e;
            }
            // Either opens it first, which its owner may not be allowed to. This does not, and would follow a link; but
            // root, who should not, is never refused above.
            Files.setAttribute(path, "unix:mode", mode.bits());
        }
    }

    private boolean isUsable(Path path, EntryFacts facts) throws IOException {
        if (account.isPresent()) {
            return account.get().canUse(facts);
        }
        try {
            if (facts.isDirectory()) {
                path.getFileSystem().provider().checkAccess(path, READ, WRITE, EXECUTE);
            } else {
                path.getFileSystem().provider().checkAccess(path, READ);
            }
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }
}
