package io.stowage.registry.storage.filesystem;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the manifests of a repository say that blobs measure: the only way to tell a truncated blob that another registry
 * stored. Read once per repository and then only for manifests that came.
 */
final class DeclaredSizes {
    private static final int REMEMBERED_REPOSITORIES = 20;

    private final Revisions revisions;
    private final ManifestFiles manifests;
    private final LoadingCache<RepositoryName, Declarations> byRepository = CacheBuilder.newBuilder()
            .maximumSize(REMEMBERED_REPOSITORIES)
            .build(CacheLoader.from(() -> new Declarations()));

    DeclaredSizes(Revisions revisions, ManifestFiles manifests) {
        this.revisions = revisions;
        this.manifests = manifests;
    }

    /** The sizes that the manifests of a repository give for a blob: none, one, or several if one of them is wrong. */
    Set<Long> of(RepositoryName repository, Digest blob) throws IOException {
        return byRepository.getUnchecked(repository).of(repository, blob);
    }

    private final class Declarations {
        private final SetMultimap<Digest, Long> sizes = HashMultimap.create();
        private final Set<Digest> read = new HashSet<>();
        private Revisions.Stamp stamp = Revisions.Stamp.NONE;

        synchronized Set<Long> of(RepositoryName repository, Digest blob) throws IOException {
            Revisions.Stamp now = revisions.stamp(repository);
            if (!stamp.stillHolds(now)) {
                for (Digest digest : revisions.candidates(repository)) {
                    if (!read.contains(digest) && revisions.lists(repository, digest)) {
                        read(digest);
                    }
                }
                stamp = now;
            }
            return Set.copyOf(sizes.get(blob));
        }

        private void read(Digest digest) throws IOException {
            Optional<StoredManifest> manifest = manifests.find(digest);
            if (manifest.isEmpty()) {
                return; // damaged: may be healed
            }
            ManifestContent.read(manifest.get().content())
                    .ifPresent(content -> content.references().stream()
                            .filter(reference -> reference.size() >= 0)
                            .forEach(reference -> sizes.put(reference.digest(), reference.size())));
            read.add(digest);
        }
    }
}
