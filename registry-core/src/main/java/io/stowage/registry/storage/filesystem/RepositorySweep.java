package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.internal.DigestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Sweeps the links of one repository after the other, and notes which bytes those need that stay. */
final class RepositorySweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final SweptFiles swept;
    private final TagIndexSweep tagIndex;
    private final DigestSet held;

    RepositorySweep(
            FilesystemLayout layout,
            FreshLookups lookups,
            Links links,
            SweptFiles swept,
            TagIndexSweep tagIndex,
            DigestSet held) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.swept = swept;
        this.tagIndex = tagIndex;
        this.held = held;
    }

    /** Whether a directory may be a repository, and is not only on the way to one. */
    boolean mayHaveContent(RepositoryName repository) {
        for (Path part : layout.parts(repository)) {
            // not the same as "exists": of a directory that cannot be looked into, nobody knows
            if (!Files.notExists(part) || !Files.notExists(layout.aside(part))) {
                return true;
            }
        }
        return false;
    }

    /** Removes the directory of what is no repository, if it is empty. */
    void prune(RepositoryName name) throws IOException {
        prune(layout.repository(name));
        prune(layout.aside(layout.repository(name)));
    }

    void sweep(RepositoryName repository, Predicate<Digest> manifests, Predicate<Digest> blobs) throws IOException {
        Set<Digest> present = revisions(repository, manifests);
        layers(repository, blobs);
        history(repository, present);
        referrers(repository, present);
        tagIndex.sweep(repository, present);
        for (Path directory : layout.emptyable(repository)) {
            prune(directory);
            prune(layout.aside(directory));
        }
    }

    private void prune(Path directory) throws IOException {
        swept.clearTemporary(directory, lookups.names(directory));
        swept.prune(directory);
    }

    private Set<Digest> revisions(RepositoryName repository, Predicate<Digest> needed) throws IOException {
        Set<Digest> present = new HashSet<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest : digests(layout.revisions(repository, algorithm), algorithm)) {
                Path link = layout.revisionLink(repository, digest);
                if (swept.settle(link, needed.test(digest), SweepCount.Kind.MANIFEST)) {
                    present.add(digest);
                    held.add(digest);
                }
                tidy(link);
            }
        }
        return present;
    }

    private void layers(RepositoryName repository, Predicate<Digest> needed) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest : digests(layout.layers(repository, algorithm), algorithm)) {
                Path link = layout.layerLink(repository, digest);
                if (swept.settle(link, needed.test(digest), SweepCount.Kind.LINK)) {
                    held.add(digest);
                    // Distribution links a SHA-512 to the bytes it has under a SHA-256.
                    if (algorithm != DigestAlgorithm.SHA256) {
                        held.add(target(link));
                    }
                }
                tidy(link);
            }
        }
    }

    private Digest target(Path link) throws IOException {
        Optional<Digest> target = links.peek(link);
        if (target.isEmpty()) {
            target = links.peek(layout.aside(link));
        }
        return target.orElseThrow(() -> new IOException("link " + link + " cannot be read"));
    }

    /** What tags once pointed to, of manifests that are no more. */
    private void history(RepositoryName repository, Set<Digest> present) throws IOException {
        for (String name : lookups.names(layout.tags(repository))) {
            Optional<Tag> tag = Tag.tryParse(name);
            if (tag.isEmpty()) {
                continue;
            }
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                for (Digest digest : digests(layout.tagIndex(repository, tag.get(), algorithm), algorithm)) {
                    Path link = layout.tagIndexLink(repository, tag.get(), digest);
                    if (!present.contains(digest)) {
                        swept.clear(link);
                    }
                    tidy(link);
                }
            }
        }
    }

    private void referrers(RepositoryName repository, Set<Digest> present) throws IOException {
        Path all = layout.referrers(repository);
        for (String subject : lookups.names(all)) {
            clearAbsent(all.resolve(subject), present);
            swept.prune(all.resolve(subject));
        }
        clearAbsent(layout.examined(repository), present);
    }

    private void clearAbsent(Path directory, Set<Digest> present) throws IOException {
        for (String name : lookups.names(directory)) {
            Optional<Digest> manifest = FilesystemLayout.dashedDigest(name);
            if (manifest.isPresent() && !present.contains(manifest.get())) {
                swept.clear(directory.resolve(name));
            }
        }
    }

    /** Clears a link's directory of what interrupted writes left, and removes it if nothing is left. */
    private void tidy(Path link) throws IOException {
        Path directory = Objects.requireNonNull(link.getParent());
        tidyDirectory(directory);
        tidyDirectory(layout.aside(directory));
    }

    private void tidyDirectory(Path directory) throws IOException {
        List<String> names = lookups.names(directory);
        swept.clearTemporary(directory, names);
        if (names.stream().allMatch(FilesystemLayout::isTemporary)) {
            swept.prune(directory);
        }
    }

    /** The digests that directories are named after, in a directory or put aside from it. */
    private Set<Digest> digests(Path directory, DigestAlgorithm algorithm) throws IOException {
        Set<String> names = new TreeSet<>(lookups.names(directory));
        swept.clearTemporary(directory, names);
        names.addAll(lookups.names(layout.aside(directory)));
        Set<Digest> digests = new HashSet<>();
        for (String name : names) {
            Digest.tryParse(algorithm + ":" + name).ifPresent(digests::add);
        }
        return digests;
    }
}
