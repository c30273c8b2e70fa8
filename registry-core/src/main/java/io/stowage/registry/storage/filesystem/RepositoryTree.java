package io.stowage.registry.storage.filesystem;

import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the directories that may be repositories, in byte order of their names.
 *
 * <p>That is not the order in which directories are walked: {@code a-b} comes before {@code a/b}, since {@code -} comes
 * before {@code /}. So a directory stands for two things among its siblings: the repository {@code a}, and under the key
 * {@code a/} all those below it.
 */
final class RepositoryTree {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryTree.class);
    /** What a key ends in that stands for all that are below a directory. */
    private static final String SUBTREE = "/";

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Listings listings;

    RepositoryTree(FilesystemLayout layout, FreshLookups lookups, Listings listings) {
        this.layout = layout;
        this.lookups = lookups;
        this.listings = listings;
    }

    /** What is done with each name. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on. */
        boolean visit(RepositoryName candidate) throws IOException;
    }

    /** Visits every directory with a repository's name, whatever is in it, whose name comes after the given text. */
    void walk(Optional<String> last, Visitor visitor) throws IOException {
        new Walk(last, visitor, directory -> {}).below("", layout.repositories());
        lookups.checkRoot(); // at the end: what vanished on the way was taken for absent
    }

    /**
     * Visits every directory with a repository's name, also those of which everything is aside, and tells of those that
     * cannot be looked into, which {@link #walk} passes over.
     */
    void walkAll(Visitor visitor, Consumer<Path> unreadable) throws IOException {
        listings.forget(); // a sweep must not go by what was there before it began
        Set<RepositoryName> asideOnly = new LinkedHashSet<>();
        // Aside first: what somebody brings back meanwhile is then met in its place.
        new Walk(Optional.empty(), collect(asideOnly), unreadable).below("", layout.aside(layout.repositories()));
        Visitor inPlace = name -> {
            asideOnly.remove(name);
            return visitor.visit(name);
        };
        if (!new Walk(Optional.empty(), inPlace, unreadable).below("", layout.repositories())) {
            return;
        }
        for (RepositoryName name : asideOnly) {
            if (!visitor.visit(name)) {
                return;
            }
        }
        lookups.checkRoot();
    }

    private static Visitor collect(Set<RepositoryName> names) {
        return name -> {
            names.add(name);
            return true;
        };
    }

    /** What a directory stands for among its siblings. */
    private static Listings.Meaning meaning(String prefix) {
        return (name, keys) -> {
            if (RepositoryName.tryParse(prefix + name).isPresent()) {
                keys.accept(name);
                keys.accept(name + SUBTREE);
            }
        };
    }

    private final class Walk {
        private final Optional<String> last;
        private final Visitor visitor;
        private final Consumer<Path> unreadable;
        /** The directories that are being walked, by identity: a symbolic link back to one would never end. */
        private final Set<Object> open = new HashSet<>();

        Walk(Optional<String> last, Visitor visitor, Consumer<Path> unreadable) {
            this.unreadable = unreadable;
            this.last = last;
            this.visitor = visitor;
        }

        boolean below(String prefix, Path directory) throws IOException {
            Optional<Object> identity = enter(directory);
            if (identity.isEmpty()) {
                return true;
            }
            try {
                Optional<String> lastHere =
                        last.filter(text -> text.startsWith(prefix)).map(text -> text.substring(prefix.length()));
                // The walk goes on inside of one of the directories: what is left there comes before its siblings.
                int slash = lastHere.map(text -> text.indexOf(SUBTREE)).orElse(-1);
                if (slash > 0 && !step(prefix, lastHere.get().substring(0, slash + 1), directory)) {
                    return false;
                }
                Iterator<String> keys = keys(prefix, directory, lastHere);
                while (keys.hasNext()) {
                    if (!step(prefix, keys.next(), directory)) {
                        return false;
                    }
                }
                return true;
            } finally {
                open.remove(identity.get());
            }
        }

        /** The identity of a directory that is not being walked yet; empty for everything else. */
        private Optional<Object> enter(Path directory) throws IOException {
            try {
                Optional<BasicFileAttributes> found = lookups.attributes(directory);
                if (found.isEmpty()) {
                    throw new NoSuchFileException(directory.toString());
                }
                BasicFileAttributes attributes = found.get();
                Object identity = attributes.fileKey() == null ? directory.toRealPath() : attributes.fileKey();
                return attributes.isDirectory() && open.add(identity) ? Optional.of(identity) : Optional.empty();
            } catch (FileSystemException e) {
                return skip(directory, e);
            }
        }

        private boolean step(String prefix, String key, Path directory) throws IOException {
            if (!key.endsWith(SUBTREE)) {
                return visitor.visit(RepositoryName.parse(prefix + key));
            }
            String name = key.substring(0, key.length() - SUBTREE.length());
            // `last` is any text
            return RepositoryName.tryParse(prefix + name).isEmpty() || below(prefix + key, directory.resolve(name));
        }

        private Iterator<String> keys(String prefix, Path directory, Optional<String> lastHere) throws IOException {
            try {
                return listings.after(directory, lastHere, meaning(prefix));
            } catch (FileSystemException e) {
                skip(directory, e);
                return Collections.emptyIterator();
            }
        }

        private <T> Optional<T> skip(Path directory, FileSystemException failure) throws FileSystemException {
            if (!lookups.isForeign(directory, failure)) {
                throw failure;
            }
            LOG.debug("skipped {}", directory, failure);
            boolean vanished = failure instanceof NoSuchFileException && !Files.isSymbolicLink(directory);
            if (!vanished && !(failure instanceof NotDirectoryException)) {
                unreadable.accept(directory);
            }
            return Optional.empty();
        }
    }
}
