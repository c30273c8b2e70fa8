package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Sweeps the links of one repository after the other, and notes which bytes those need that stay. */
final class RepositorySweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final SweptFiles swept;
    private final EntrySweep entries;
    private final TagIndexSweep tagIndex;
    private final HeldBytes held;

    RepositorySweep(
            FilesystemLayout layout,
            FreshLookups lookups,
            SweptFiles swept,
            EntrySweep entries,
            TagIndexSweep tagIndex,
            HeldBytes held) {
        this.entries = entries;
        this.layout = layout;
        this.lookups = lookups;
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

    void sweep(RepositoryName repository, Function<Digest, Claim> manifests, Function<Digest, Claim> blobs)
            throws IOException {
        Set<Digest> present = revisions(repository, manifests);
        layers(repository, blobs);
        entries.sweep(repository, present);
        tagIndex.sweep(repository, present);
        for (Path directory : layout.emptyable(repository)) {
            prune(directory);
            prune(layout.aside(directory));
        }
    }

    /** Leaves all that a repository has, and notes which bytes it needs. */
    void hold(RepositoryName repository) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest : digests(layout.revisions(repository, algorithm), algorithm)) {
                held.by(layout.revisionLink(repository, digest), digest);
            }
            for (Digest digest : digests(layout.layers(repository, algorithm), algorithm)) {
                held.by(layout.layerLink(repository, digest), digest);
            }
        }
    }

    private void prune(Path directory) throws IOException {
        swept.clearTemporary(directory, lookups.names(directory));
        swept.prune(directory);
    }

    private Set<Digest> revisions(RepositoryName repository, Function<Digest, Claim> claims) throws IOException {
        Set<Digest> present = new HashSet<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest : digests(layout.revisions(repository, algorithm), algorithm)) {
                Path link = layout.revisionLink(repository, digest);
                if (swept.settle(link, claims.apply(digest), SweepCount.Kind.MANIFEST)) {
                    present.add(digest);
                    held.by(link, digest);
                }
                tidy(link);
            }
        }
        return present;
    }

    private void layers(RepositoryName repository, Function<Digest, Claim> claims) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest : digests(layout.layers(repository, algorithm), algorithm)) {
                Path link = layout.layerLink(repository, digest);
                if (swept.settle(link, claims.apply(digest), SweepCount.Kind.LINK)) {
                    held.by(link, digest);
                }
                tidy(link);
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
        if (names.stream().allMatch(FilesystemLayout::isAnyTemporary)) {
            swept.prune(directory);
        }
    }

    /** The digests that directories are named after, in a directory or put aside from it. */
    private Set<Digest> digests(Path directory, DigestAlgorithm algorithm) throws IOException {
        // Aside first: what is brought back in between is then met twice, and not never.
        Set<String> names = new TreeSet<>(lookups.names(layout.aside(directory)));
        List<String> there = lookups.names(directory);
        swept.clearTemporary(directory, there);
        names.addAll(there);
        Set<Digest> digests = new HashSet<>();
        for (String name : names) {
            Digest.tryParse(algorithm + ":" + name).ifPresent(digests::add);
        }
        return digests;
    }
}
