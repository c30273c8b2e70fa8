package io.stowage.registry.manifest;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which manifests of one repository name another as their subject. */
public final class Referrers {
    /** How many candidates are asked of the storage at a time, at most. */
    private static final int BATCH = 500;

    private final RegistryStorage storage;
    private final RepositoryName repository;
    private final int maxBytes;
    private final ManifestRules rules;

    /**
     * The referrers in a repository of a storage.
     *
     * @param maxBytes about the most bytes of one page
     */
    public Referrers(RegistryStorage storage, RepositoryName repository, ManifestRules rules, int maxBytes) {
        this.storage = requireNonNull(storage, "storage is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.maxBytes = maxBytes;
        this.rules = requireNonNull(rules, "rules is null");
    }

    /**
     * Lists the manifests that refer to a subject (distribution-spec end-12), in byte order of their digests. Each
     * descriptor carries the manifest's annotations and its artifact type: its own, or an image manifest's config type.
     *
     * @param subject which need not exist
     * @param artifactTypes only these, unless empty
     * @param last the digest after which to go on, as text
     * @param limit the most entries; a page may hold fewer, so that clients which read 4 MiB and no more see it whole
     */
    public Page<Descriptor> list(Digest subject, Set<String> artifactTypes, Optional<String> last, int limit)
            throws IOException {
        // one more shows that the list goes on; of those that a filter drops nobody knows how many there are
        int batch = artifactTypes.isEmpty() ? (int) Math.min(BATCH, limit + 1L) : BATCH;
        List<Descriptor> found = new ArrayList<>();
        long bytes = 0;
        Optional<String> after = last;
        while (true) {
            Page<Digest> candidates = storage.manifests().referrers(repository, subject, new PageRequest(after, batch));
            for (Digest candidate : candidates.entries()) {
                Optional<Descriptor> referrer = descriptor(candidate)
                        .filter(d -> artifactTypes.isEmpty()
                                || d.artifactType()
                                        .filter(artifactTypes::contains)
                                        .isPresent());
                if (referrer.isEmpty()) {
                    continue;
                }
                bytes += sizeInJson(referrer.get());
                boolean full = found.size() >= limit || (bytes > maxBytes && !found.isEmpty());
                if (full) {
                    return new Page<>(found, true);
                }
                found.add(referrer.get());
            }
            if (!candidates.more() || candidates.entries().isEmpty()) {
                return new Page<>(found, false);
            }
            after = Optional.of(
                    candidates.entries().get(candidates.entries().size() - 1).toString());
        }
    }

    private Optional<Descriptor> descriptor(Digest digest) throws IOException {
        Optional<StoredManifest> stored = storage.manifests().find(repository, digest);
        if (stored.isEmpty()) {
            return Optional.empty(); // deleted since it was listed
        }
        try {
            Manifest manifest = rules.parser()
                    .parse(stored.get().content(), Optional.of(stored.get().mediaType()));
            return Optional.of(new Descriptor(
                    manifest.mediaType(),
                    digest,
                    stored.get().size(),
                    manifest.artifactType(),
                    manifest.annotations()));
        } catch (RegistryException e) {
            return Optional.empty(); // of another registry's making, and not one that we would have taken
        }
    }

    private static long sizeInJson(Descriptor descriptor) {
        long size = 200L
                + descriptor.mediaType().value().length()
                + descriptor.digest().hex().length();
        for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
            size += 6L + annotation.getKey().length() + annotation.getValue().length();
        }
        return size + descriptor.artifactType().map(String::length).orElse(0);
    }
}
