package io.stowage.registry.storage.filesystem;

import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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

    private final FilesystemLayout layout;
    private final FreshLookups lookups;

    RepositoryTree(FilesystemLayout layout, FreshLookups lookups) {
        this.layout = layout;
        this.lookups = lookups;
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
    }

    /**
     * Visits every directory with a repository's name, also those of which everything is aside, and tells of those that
     * cannot be looked into, which {@link #walk} passes over.
     */
    void walkAll(Visitor visitor, Consumer<Path> unreadable) throws IOException {
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
    }

    private static Visitor collect(Set<RepositoryName> names) {
        return name -> {
            names.add(name);
            return true;
        };
    }

    /**
     * One step: a repository, or all that are below it.
     *
     * @param key by which it is ordered; ends in a slash if it is all those below
     */
    private record Step(String key, Path directory) {
        boolean isSubtree() {
            return key.endsWith("/");
        }
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
                for (Step step : steps(prefix, directory)) {
                    boolean goOn = step.isSubtree()
                            ? below(step.key(), step.directory())
                            : visitor.visit(RepositoryName.parse(step.key()));
                    if (!goOn) {
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
                BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
                Object identity = attributes.fileKey() == null ? directory.toRealPath() : attributes.fileKey();
                return attributes.isDirectory() && open.add(identity) ? Optional.of(identity) : Optional.empty();
            } catch (FileSystemException e) {
                return skip(directory, e);
            }
        }

        private List<Step> steps(String prefix, Path directory) throws IOException {
            List<String> names;
            try {
                names = lookups.names(directory);
            } catch (FileSystemException e) {
                skip(directory, e);
                return List.of();
            }
            List<Step> steps = new ArrayList<>();
            for (String name : names) {
                String text = prefix + name;
                if (RepositoryName.tryParse(text).isEmpty()) {
                    continue;
                }
                Path child = directory.resolve(name);
                if (last.isEmpty() || text.compareTo(last.get()) > 0) {
                    steps.add(new Step(text, child));
                }
                String subtree = text + "/";
                // what is below is wholly before `last` unless `last` is before its prefix or inside
                if (last.isEmpty()
                        || subtree.compareTo(last.get()) > 0
                        || last.get().startsWith(subtree)) {
                    steps.add(new Step(subtree, child));
                }
            }
            steps.sort(Comparator.comparing(Step::key));
            return steps;
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
