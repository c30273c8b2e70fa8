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
        boolean history = false;
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            history |= sweepHistory(repository, tag, algorithm, present);
        }
        Path link = layout.tagCurrentLink(repository, tag);
        Path current = Objects.requireNonNull(link.getParent());
        swept.tidy(current);
        if (!history) { // else the directories are not empty: this is done for very many
            swept.prune(layout.tag(repository, tag).resolve("index"));
            swept.prune(layout.tag(repository, tag));
        }
    }

    /** Whether anything stays. */
    private boolean sweepHistory(RepositoryName repository, Tag tag, DigestAlgorithm algorithm, Set<Digest> present)
            throws IOException {
        Path index = layout.tagIndex(repository, tag, algorithm);
        List<String> names = lookups.names(index);
        boolean stays = false;
        for (String name : names) {
            Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
            if (digest.isPresent()) {
                Path link = layout.tagIndexLink(repository, tag, digest.get());
                if (!present.contains(digest.get())) {
                    clearHistory(repository, tag, digest.get(), link);
                }
                stays |= present.contains(digest.get());
                swept.tidy(index.resolve(name));
            }
        }
        if (!stays) {
            swept.prune(index);
        }
        return stays;
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
}
