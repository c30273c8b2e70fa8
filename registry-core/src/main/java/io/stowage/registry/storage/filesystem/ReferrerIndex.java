package io.stowage.registry.storage.filesystem;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.collect.Iterators;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.internal.DigestSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private static final int REMEMBERED_MANIFESTS = 500_000;
    private static final int WEIGHT_OF_ONE = 50;
    private static final int AT_ONCE = 10_000;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final AtomicFiles files;
    private final DurableDirectories directories;
    private final Revisions revisions;
    private final ManifestFiles manifests;
    private final Listings listings;
    private final LoadingCache<RepositoryName, Examination> examinations = CacheBuilder.newBuilder()
            .maximumWeight(REMEMBERED_MANIFESTS)
            .weigher((RepositoryName repository, Examination examination) -> examination.weight())
            .build(CacheLoader.from(() -> new Examination()));

    ReferrerIndex(
            FilesystemLayout layout,
            FreshLookups lookups,
            AtomicFiles files,
            DurableDirectories directories,
            Revisions revisions,
            ManifestFiles manifests,
            Listings listings) {
        this.layout = layout;
        this.lookups = lookups;
        this.files = files;
        this.directories = directories;
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

    /** What is to be known of a manifest. */
    private record Named(Digest digest, Optional<Digest> subject) {}

    /** Which manifests of a repository were looked at. */
    private final class Examination {
        private final DigestSet examined = new DigestSet();
        private Revisions.Stamp stamp = Revisions.Stamp.NONE;
        private boolean markersRead;
        /** What could not be written, by subject: a full or read-only disk can be read all the same. */
        private final Map<Digest, Set<Digest>> unwritten = new HashMap<>();

        /** Examines what is new, and answers the manifests that name a subject and have no entry. */
        synchronized Set<Digest> catchUp(RepositoryName repository, Digest subject) throws IOException {
            Revisions.Stamp now = revisions.stamp(repository);
            if (!stamp.stillHolds(now)) {
                boolean complete = examineNew(repository);
                // a directory whose manifest is not there may get it back without changing the stamp
                stamp = complete ? now : Revisions.Stamp.NONE;
                examinations.put(repository, this); // weighs it again
            }
            return Set.copyOf(unwritten.getOrDefault(subject, Set.of()));
        }

        int weight() {
            return WEIGHT_OF_ONE + examined.size();
        }

        /** False if there are some that have to be examined again. */
        private boolean examineNew(RepositoryName repository) throws IOException {
            unwritten.clear();
            if (!markersRead) {
                for (String name : lookups.names(layout.examined(repository))) {
                    FilesystemLayout.dashedDigest(name).ifPresent(examined::add);
                }
                markersRead = true;
            }
            List<Digest> unknown = new ArrayList<>();
            for (Digest digest : revisions.candidates(repository)) {
                if (!examined.contains(digest)) {
                    unknown.add(digest);
                }
            }
            for (int start = 0; start < unknown.size(); start += AT_ONCE) {
                // a part at a time, so that a first look which is given up was not in vain
                examine(repository, unknown.subList(start, Math.min(unknown.size(), start + AT_ONCE)));
            }
            return unknown.stream().allMatch(examined::contains);
        }

        private void examine(RepositoryName repository, List<Digest> part) throws IOException {
            Queue<Named> read = new ConcurrentLinkedQueue<>();
            FewThreads.each(part, digest -> {
                if (revisions.lists(repository, digest)) {
                    manifests.find(digest).ifPresent(manifest -> read.add(new Named(digest, manifest.subject())));
                }
            });
            Map<Digest, Set<Digest>> bySubject = new HashMap<>();
            Set<Digest> done = new HashSet<>();
            for (Named manifest : read) {
                done.add(manifest.digest());
                manifest.subject()
                        .ifPresent(subject -> bySubject
                                .computeIfAbsent(subject, any -> new HashSet<>())
                                .add(manifest.digest()));
            }
            for (Map.Entry<Digest, Set<Digest>> referrers : bySubject.entrySet()) {
                try {
                    addAll(repository, referrers.getKey(), referrers.getValue());
                } catch (IOException e) {
                    LOG.debug("could not note who names {} in {}", new Object[] {referrers.getKey(), repository, e});
                    unwritten
                            .computeIfAbsent(referrers.getKey(), any -> new HashSet<>())
                            .addAll(referrers.getValue());
                    done.removeAll(referrers.getValue());
                }
            }
            // the marks last: they say that the entries are there
            FewThreads.each(List.copyOf(done), digest -> mark(repository, digest));
            done.forEach(examined::add);
        }

        /** With one sync for all, since there may be very many. */
        private void addAll(RepositoryName repository, Digest subject, Set<Digest> referrers) throws IOException {
            directories.within(layout.referrers(repository, subject), () -> {
                for (Digest referrer : referrers) {
                    files.placeEmptyVolatile(layout.referrer(repository, subject, referrer));
                }
            });
        }

        private void mark(RepositoryName repository, Digest digest) {
            try {
                files.placeEmptyVolatile(layout.examined(repository, digest));
            } catch (IOException e) {
                LOG.debug("could not mark manifest {} of {} as examined", new Object[] {digest, repository, e});
            }
        }
    }
}
