package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sweeps what a repository keeps about manifests that are no more: what tags once pointed to, and who refers to whom.
 *
 * <p>A push of such a manifest may find these there and rely on them, and write its link after the sweep has looked for it.
 * So after each removal the sweep looks again, and puts back what it took; and the push, when its link is there, writes
 * once more what is not there any longer.
 */
final class EntrySweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final Aside aside;
    private final AtomicFiles files;
    private final SweptFiles swept;

    EntrySweep(
            FilesystemLayout layout,
            FreshLookups lookups,
            Links links,
            Aside aside,
            AtomicFiles files,
            SweptFiles swept) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.aside = aside;
        this.files = files;
        this.swept = swept;
    }

    /** @param present the manifests that a repository has */
    void sweep(RepositoryName repository, Set<Digest> present) throws IOException {
        for (String name : lookups.names(layout.tags(repository))) {
            Optional<Tag> tag = Tag.tryParse(name);
            if (tag.isPresent()) {
                sweep(repository, tag.get(), present);
            }
        }
        // Before the entries: were the sweep to end in between, who looks for referrers would examine the manifest
        // anew.
        clearAbsent(repository, layout.examined(repository), present);
        Path all = layout.referrers(repository);
        for (String subject : lookups.names(all)) {
            clearAbsent(repository, all.resolve(subject), present);
            swept.prune(all.resolve(subject));
        }
    }

    private void sweep(RepositoryName repository, Tag tag, Set<Digest> present) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path index = layout.tagIndex(repository, tag, algorithm);
            for (String name : lookups.names(index)) {
                Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
                if (digest.isPresent()) {
                    Path link = layout.tagIndexLink(repository, tag, digest.get());
                    if (!present.contains(digest.get())) {
                        clearHistory(repository, tag, digest.get(), link);
                    }
                    tidy(link);
                }
            }
            swept.prune(index);
        }
        tidy(layout.tagCurrentLink(repository, tag));
        swept.prune(layout.tag(repository, tag).resolve("index"));
        swept.prune(layout.tag(repository, tag));
    }

    private void clearHistory(RepositoryName repository, Tag tag, Digest digest, Path link) throws IOException {
        Optional<Digest> current = links.peek(layout.tagCurrentLink(repository, tag));
        if (current.filter(digest::equals).isPresent() || !swept.clear(link)) {
            return; // a tag that points to nothing is not for us to mend
        }
        if (links.peek(layout.tagCurrentLink(repository, tag))
                .filter(digest::equals)
                .isPresent()) {
            links.write(link, digest);
        }
    }

    private void clearAbsent(RepositoryName repository, Path directory, Set<Digest> present) throws IOException {
        for (String name : lookups.names(directory)) {
            Optional<Digest> manifest = FilesystemLayout.dashedDigest(name);
            if (manifest.isPresent()
                    && !present.contains(manifest.get())
                    && swept.clear(directory.resolve(name))
                    && aside.isAnywhere(layout.revisionLink(repository, manifest.get()))) {
                files.placeEmpty(directory.resolve(name));
            }
        }
    }

    private void tidy(Path link) throws IOException {
        Path directory = Objects.requireNonNull(link.getParent());
        List<String> names = lookups.names(directory);
        swept.clearTemporary(directory, names);
        if (names.stream().allMatch(FilesystemLayout::isAnyTemporary)) {
            swept.prune(directory);
        }
    }
}
