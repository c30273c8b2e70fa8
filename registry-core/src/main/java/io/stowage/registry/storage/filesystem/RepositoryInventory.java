package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.Inventory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a repository has, for a sweep: from the directories themselves and not from what is remembered of them, and
 * without the leniency of those who serve, for whom what is not for them is not there.
 */
final class RepositoryInventory {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;

    RepositoryInventory(FilesystemLayout layout, FreshLookups lookups, Links links) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
    }

    Inventory of(RepositoryName repository) throws IOException {
        Set<Digest> there = new HashSet<>();
        Set<Digest> aside = new HashSet<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path revisions = layout.revisions(repository, algorithm);
            // Aside first: what is brought back in between is then met twice, and not never.
            Set<Digest> listed = digests(layout.aside(revisions), algorithm);
            listed.addAll(digests(revisions, algorithm));
            for (Digest digest : listed) {
                Path link = layout.revisionLink(repository, digest);
                // What the link holds does not matter: an empty one was once that of a manifest.
                if (isThere(link)) {
                    there.add(digest);
                } else if (isThere(layout.aside(link))) {
                    aside.add(digest);
                } else if (isThere(link)) { // brought back this moment
                    there.add(digest);
                }
            }
        }
        Set<Digest> tagged = new HashSet<>();
        List<String> doubts = new ArrayList<>();
        for (String name : lookups.names(layout.tags(repository))) {
            Optional<Tag> tag = Tag.tryParse(name);
            if (tag.isPresent()) {
                read(repository, tag.get(), tagged, doubts);
            }
        }
        return new Inventory(there, aside, tagged, doubts);
    }

    /** When a manifest was put; empty if it is not in its place. */
    Optional<Instant> putAt(RepositoryName repository, Digest manifest) throws IOException {
        return lookups.attributes(layout.revisionLink(repository, manifest))
                .map(attributes -> attributes.lastModifiedTime().toInstant());
    }

    private void read(RepositoryName repository, Tag tag, Set<Digest> tagged, List<String> doubts) throws IOException {
        Path link = layout.tagCurrentLink(repository, tag);
        Optional<Digest> current = links.peek(link);
        if (current.isPresent()) {
            tagged.add(current.get());
        } else if (isThere(link)) {
            // A power cut under another registry: it pointed to something that it has pointed to.
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                tagged.addAll(digests(layout.tagIndex(repository, tag, algorithm), algorithm));
            }
            doubts.add("tag " + tag + " cannot be understood, and keeps every manifest that it ever pointed to");
        }
    }

    private Set<Digest> digests(Path directory, DigestAlgorithm algorithm) throws IOException {
        Set<Digest> digests = new HashSet<>();
        for (String name : lookups.names(directory)) {
            Digest.tryParse(algorithm + ":" + name).ifPresent(digests::add);
        }
        return digests;
    }

    private boolean isThere(Path link) throws IOException {
        return lookups.attributes(link).isPresent();
    }
}
