package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Sweeps entries of the {@link TagIndex} whose manifests are no more: tags that were moved leave them behind. */
final class TagIndexSweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final TagIndex index;
    private final SweptFiles swept;

    TagIndexSweep(FilesystemLayout layout, FreshLookups lookups, TagIndex index, SweptFiles swept) {
        this.layout = layout;
        this.lookups = lookups;
        this.index = index;
        this.swept = swept;
    }

    /** @param present the manifests that a repository has */
    void sweep(RepositoryName repository, Set<Digest> present) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path all = layout.tagged(repository, algorithm);
            for (String group : lookups.names(all)) {
                for (String name : lookups.names(all.resolve(group))) {
                    sweep(repository, algorithm, all.resolve(group).resolve(name), name, present);
                }
                swept.prune(all.resolve(group));
            }
        }
    }

    private void sweep(
            RepositoryName repository, DigestAlgorithm algorithm, Path entry, String name, Set<Digest> present)
            throws IOException {
        Optional<FilesystemLayout.Tagged> tagged = FilesystemLayout.tagged(name);
        if (tagged.isEmpty() || isAmong(present, algorithm, tagged.get().digits())) {
            return;
        }
        swept.clear(entry);
        // The manifest may be back since, and the tag point to it.
        Tag tag = tagged.get().tag();
        Optional<Digest> current = index.current(repository, tag);
        if (current.isPresent()
                && layout.taggedEntry(repository, current.get(), tag).equals(entry)) {
            index.add(repository, tag, current.get());
        }
    }

    private static boolean isAmong(Set<Digest> present, DigestAlgorithm algorithm, String digits) {
        return digits.length() == algorithm.hexLength()
                ? present.contains(new Digest(algorithm, digits))
                : present.stream()
                        .anyMatch(digest ->
                                digest.algorithm() == algorithm && digest.hex().startsWith(digits));
    }
}
