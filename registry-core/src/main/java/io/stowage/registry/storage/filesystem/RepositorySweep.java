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
        swept.makeDurable();
        // when no other is left, in its place or aside, none can come back and miss what it names
        boolean allNeeded = present.stream().allMatch(digest -> manifests.apply(digest) == Claim.NEEDED);
        layers(repository, allNeeded ? blobs.andThen(swept::afterItsManifests) : blobs);
        swept.makeDurable();
        entries.sweep(repository, present);
        tagIndex.sweep(repository, present);
        for (Path directory : layout.emptyable(repository)) {
            prune(directory);
            prune(layout.aside(directory));
        }
        pruneAbove(layout.repository(repository));
    }

    /** The walk came by before they were empty. */
    private void pruneAbove(Path repository) throws IOException {
        for (Path gone = repository; !Files.exists(gone); gone = parentOf(gone)) {
            if (parentOf(gone).equals(layout.repositories())) {
                return;
            }
            prune(parentOf(gone));
        }
    }

    /** Leaves all that a repository has, and notes which bytes it needs. */
    void hold(RepositoryName repository) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Digest digest :
                    named(layout.revisions(repository, algorithm), algorithm).all()) {
                held.by(layout.revisionLink(repository, digest), digest);
            }
            for (Digest digest :
                    named(layout.layers(repository, algorithm), algorithm).all()) {
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
            Named named = named(layout.revisions(repository, algorithm), algorithm);
            for (Digest digest : named.all()) {
                Path link = layout.revisionLink(repository, digest);
                if (settle(named, digest, link, claims.apply(digest), SweepCount.Kind.MANIFEST)) {
                    present.add(digest);
                    held.by(link, digest);
                }
            }
        }
        return present;
    }

    private void layers(RepositoryName repository, Function<Digest, Claim> claims) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Named named = named(layout.layers(repository, algorithm), algorithm);
            for (Digest digest : named.all()) {
                Path link = layout.layerLink(repository, digest);
                if (settle(named, digest, link, claims.apply(digest), SweepCount.Kind.LINK)) {
                    held.by(link, digest);
                }
            }
        }
    }

    private boolean settle(Named named, Digest digest, Path link, Claim claim, SweepCount.Kind kind)
            throws IOException {
        Path directory = parentOf(link);
        boolean stays;
        if (named.aside().contains(digest)) {
            stays = swept.settle(link, claim, kind);
            swept.tidy(layout.aside(directory));
        } else {
            stays = swept.settleInPlace(link, claim, kind);
        }
        swept.tidy(directory);
        return stays;
    }

    /**
     * The digests that directories are named after.
     *
     * @param aside those of them that were found aside
     */
    private record Named(Set<Digest> all, Set<Digest> aside) {}

    /** What is in a directory or was put aside from it. */
    private Named named(Path directory, DigestAlgorithm algorithm) throws IOException {
        // Aside first: what is brought back in between is then met twice, and not never.
        Set<Digest> aside = digests(lookups.names(layout.aside(directory)), algorithm);
        List<String> there = lookups.names(directory);
        swept.clearTemporary(directory, there);
        Set<Digest> all = digests(there, algorithm);
        all.addAll(aside);
        return new Named(all, aside);
    }

    private static Set<Digest> digests(List<String> names, DigestAlgorithm algorithm) {
        Set<Digest> digests = new HashSet<>();
        for (String name : names) {
            Digest.tryParse(algorithm + ":" + name).ifPresent(digests::add);
        }
        return digests;
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "path has no parent");
    }
}
