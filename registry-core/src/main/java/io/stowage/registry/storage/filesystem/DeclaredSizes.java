package io.stowage.registry.storage.filesystem;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.internal.DigestSet;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the manifests of a repository say that blobs measure: the cheapest way to tell a large truncated blob that another
 * registry stored. Read once per repository and then only for manifests that came.
 */
final class DeclaredSizes {
    /** Some 50 bytes of heap each. */
    private static final int REMEMBERED = 500_000;

    private static final int WEIGHT_OF_ONE = 50;

    private final Revisions revisions;
    private final ManifestFiles manifests;
    private final LoadingCache<RepositoryName, Declarations> byRepository = CacheBuilder.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((RepositoryName repository, Declarations declarations) -> declarations.weight())
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
        private final DigestSet blobs = new DigestSet();
        /** What was first said, by the number of the blob. */
        private long[] sizes = new long[16];
        /** What others said, of the few blobs of which not all say the same. */
        private final Map<Integer, Set<Long>> otherSizes = new HashMap<>();

        private final DigestSet read = new DigestSet();
        private Revisions.Stamp stamp = Revisions.Stamp.NONE;

        synchronized Set<Long> of(RepositoryName repository, Digest blob) throws IOException {
            Revisions.Stamp now = revisions.stamp(repository);
            if (!stamp.stillHolds(now)) {
                readNew(repository);
                stamp = now;
                byRepository.put(repository, this); // weighs it again
            }
            int number = blobs.number(blob);
            if (number < 0) {
                return Set.of();
            }
            Set<Long> all = new HashSet<>(otherSizes.getOrDefault(number, Set.of()));
            all.add(sizes[number]);
            return all;
        }

        int weight() {
            return WEIGHT_OF_ONE + blobs.size() + read.size();
        }

        private void readNew(RepositoryName repository) throws IOException {
            List<Digest> unread = new ArrayList<>();
            for (Digest digest : revisions.candidates(repository)) {
                if (!read.contains(digest)) {
                    unread.add(digest);
                }
            }
            Object lock = new Object(); // not this: who holds it waits for these threads
            FewThreads.each(unread, digest -> {
                Optional<StoredManifest> manifest =
                        revisions.lists(repository, digest) ? manifests.peek(digest) : Optional.empty();
                if (manifest.isEmpty()) {
                    return; // damaged: may be healed
                }
                Optional<ManifestContent> content =
                        ManifestContent.read(manifest.get().content());
                synchronized (lock) {
                    content.ifPresent(this::note);
                    read.add(digest);
                }
            });
        }

        private void note(ManifestContent content) {
            for (ManifestContent.Reference reference : content.references()) {
                if (reference.size() >= 0) {
                    note(reference.digest(), reference.size());
                }
            }
        }

        private void note(Digest blob, long size) {
            int known = blobs.size();
            int number = blobs.add(blob);
            if (number == known) {
                if (number == sizes.length) {
                    sizes = Arrays.copyOf(sizes, 2 * sizes.length);
                }
                sizes[number] = size;
            } else if (sizes[number] != size) {
                otherSizes.computeIfAbsent(number, any -> new HashSet<>()).add(size);
            }
        }
    }
}
