package io.stowage.registry.storage.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Iterator;
import java.util.Optional;

/**
 * Walks the parts of a data directory that are the registry's.
 *
 * <p>Each directory is opened relative to the one above, and no link is followed (where the platform can do so, as Linux
 * does): root repairs directories in which others may rename, and must not be led elsewhere by a link put in its way.
 */
final class PermissionWalk {
    private final EntryCheck check;
    private final Findings findings;

    PermissionWalk(EntryCheck check, Findings findings) {
        this.check = check;
        this.findings = findings;
    }

    void walk(Path directory) throws IOException {
        visit(directory, TreeScope.DATA, OwningGroup.view(directory));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            below(entries, TreeScope.DATA);
        }
    }

    private void below(DirectoryStream<Path> entries, TreeScope scope) throws IOException {
        try {
            for (Iterator<Path> i = entries.iterator(); i.hasNext(); ) {
                Path path = i.next();
                Path name = path.getFileName();
                Optional<TreeScope> inner = scope.below(String.valueOf(name));
                if (inner.isPresent() && name != null) {
                    entry(entries, path, name, inner.get());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void entry(DirectoryStream<Path> siblings, Path path, Path name, TreeScope scope) {
        try {
            if (siblings instanceof SecureDirectoryStream<Path> secure) {
                if (visit(
                        path, scope, secure.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS))) {
                    try (DirectoryStream<Path> entries = secure.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                        below(entries, scope);
                    }
                }
            } else if (visit(path, scope, OwningGroup.view(path))) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                    below(entries, scope);
                }
            }
        } catch (NoSuchFileException e) {
            return; // gone meanwhile
        } catch (IOException e) {
            findings.failed(path, "cannot look at it: " + EntryCheck.reason(e));
        }
    }

    /** Looks at one entry; true if it is a directory to go into. */
    private boolean visit(Path path, TreeScope scope, PosixFileAttributeView view) throws IOException {
        EntryFacts facts = EntryFacts.of(path);
        if (!facts.isDirectory() && !facts.isFile()) {
            findings.skipped(path, facts.isSymbolicLink() ? "a symbolic link, not followed" : "a special file");
            return false;
        }
        findings.entry();
        check.look(path, facts, scope, view);
        return facts.isDirectory();
    }
}
