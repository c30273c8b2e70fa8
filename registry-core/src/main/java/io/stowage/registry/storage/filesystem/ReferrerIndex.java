package io.stowage.registry.storage.filesystem;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.collect.Iterators;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which manifests of a repository name which subject, in empty files that can be made again from the manifests.
 *
 * <p>What a manifest names follows from its digest, so an entry is never wrong; it may only be that its manifest is not
 * there any more, which the caller asks. An entry of ours is durable before its manifest is. Manifests that came by
 * another registry are examined when referrers are asked for, once each.
 */
final class ReferrerIndex {
    private static final Logger LOG = LoggerFactory.getLogger(ReferrerIndex.class);
    private static final int REMEMBERED_REPOSITORIES = 100;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final Revisions revisions;
    private final ManifestFiles manifests;
    private final Listings listings;
    private final LoadingCache<RepositoryName, Examination> examinations = CacheBuilder.newBuilder()
            .maximumSize(REMEMBERED_REPOSITORIES)
            .build(CacheLoader.from(() -> new Examination()));

    ReferrerIndex(
            FilesystemLayout layout,
            FreshLookups lookups,
            AtomicFiles files,
            Revisions revisions,
            ManifestFiles manifests,
            Listings listings) {
        this.layout = layout;
        this.lookups = lookups;
        this.files = files;
        this.revisions = revisions;
        this.manifests = manifests;
        this.listings = listings;
    }

    /** Notes what a manifest names; durable when it returns. */
    void add(RepositoryName repository, Digest subject, Digest referrer) throws IOException {
        files.placeEmpty(layout.referrer(repository, subject, referrer));
    }

    /** The manifests that name a subject, after the given text, in byte order; each may be there no more. */
    Iterator<Digest> candidatesAfter(RepositoryName repository, Digest subject, Optional<String> last)
            throws IOException {
        Set<Digest> unwritten = examinations.getUnchecked(repository).catchUp(repository, subject);
        Iterator<String> digests = listings.after(layout.referrers(repository, subject), last, ReferrerIndex::digest);
        if (!unwritten.isEmpty()) {
            digests = withThose(unwritten, last, digests);
        }
        return Iterators.transform(digests, Digest::parse);
    }

    private static Iterator<String> withThose(Set<Digest> unwritten, Optional<String> last, Iterator<String> written) {
        Set<String> all = new TreeSet<>();
        written.forEachRemaining(all::add);
        unwritten.stream()
                .map(Digest::toString)
                .filter(text -> last.isEmpty() || text.compareTo(last.get()) > 0)
                .forEach(all::add);
        return all.iterator();
    }

    private static void digest(String name, Consumer<String> digests) {
        FilesystemLayout.dashedDigest(name).map(Digest::toString).ifPresent(digests);
    }

    private final class Examination {
        private final Set<Digest> examined = new HashSet<>();
        private Revisions.Stamp stamp = Revisions.Stamp.NONE;
        private boolean markersRead;
        /** What could not be written, by subject: a full or read-only disk can be read all the same. */
        private final Map<Digest, Set<Digest>> unwritten = new HashMap<>();

        /** Examines what is new, and answers the manifests that name a subject and have no entry. */
        synchronized Set<Digest> catchUp(RepositoryName repository, Digest subject) throws IOException {
            Revisions.Stamp now = revisions.stamp(repository);
            if (!stamp.stillHolds(now)) {
                examineNew(repository, now);
            }
            return Set.copyOf(unwritten.getOrDefault(subject, Set.of()));
        }

        private void examineNew(RepositoryName repository, Revisions.Stamp now) throws IOException {
            unwritten.clear();
            if (!markersRead) {
                for (String name : lookups.names(layout.examined(repository))) {
                    FilesystemLayout.dashedDigest(name).ifPresent(examined::add);
                }
                markersRead = true;
            }
            boolean complete = true;
            for (Digest digest : revisions.candidates(repository)) {
                complete &= examined.contains(digest) || examine(repository, digest);
            }
            // a directory whose manifest is not there may get it back without changing the stamp
            stamp = complete ? now : Revisions.Stamp.NONE;
        }

        private boolean examine(RepositoryName repository, Digest digest) throws IOException {
            Optional<StoredManifest> manifest =
                    revisions.lists(repository, digest) ? manifests.find(digest) : Optional.empty();
            if (manifest.isEmpty()) {
                return false;
            }
            Optional<Digest> subject = manifest.get().subject();
            try {
                if (subject.isPresent()) {
                    add(repository, subject.get(), digest);
                }
            } catch (IOException e) {
                LOG.debug("could not note what manifest {} of {} names", new Object[] {digest, repository, e});
                unwritten.computeIfAbsent(subject.get(), any -> new HashSet<>()).add(digest);
                return false;
            }
            try {
                files.placeEmptyVolatile(layout.examined(repository, digest));
            } catch (IOException e) {
                LOG.debug("could not mark manifest {} of {} as examined", new Object[] {digest, repository, e});
            }
            examined.add(digest);
            return true;
        }
    }
}
