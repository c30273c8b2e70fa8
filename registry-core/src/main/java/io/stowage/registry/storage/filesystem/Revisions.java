package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.Iterators;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manifests that a repository's directory names: each a directory with a link in it. */
final class Revisions {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);
    private static final int REMEMBERED = 20_000;
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final Listings listings;
    /** Some manifest of a repository: a first guess, always checked. */
    private final Cache<RepositoryName, Seen> seenLast =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    Revisions(FilesystemLayout layout, FreshLookups lookups, Links links, Listings listings) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.listings = listings;
    }

    /**
     * When the directories of a repository's manifests last changed. A change within the clock's grain of the last
     * look leaves no trace, so a stamp that is still warm proves nothing.
     *
     * @param times one per algorithm
     * @param settled whether the last change is long past
     */
    record Stamp(List<FileTime> times, boolean settled) {
        /** Nothing was looked at yet. */
        static final Stamp NONE = new Stamp(List.of(), false);

        /** Whether nothing came or went since this stamp was taken, as the other shows. */
        boolean stillHolds(Stamp now) {
            return settled && times.equals(now.times);
        }
    }

    /** The stamp of now; to be taken before {@link #candidates}. */
    Stamp stamp(RepositoryName repository) throws IOException {
        List<FileTime> times = new ArrayList<>();
        Instant warm = Instant.now().minus(SETTLING);
        boolean settled = true;
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            FileTime time =
                    lookups.changed(layout.revisions(repository, algorithm)).orElse(FileTime.fromMillis(0));
            times.add(time);
            settled &= time.toInstant().isBefore(warm);
        }
        return new Stamp(times, settled);
    }

    /** The digests that may be those of manifests here, in no order; whether they are, {@link #has} says. */
    List<Digest> candidates(RepositoryName repository) throws IOException {
        List<Digest> digests = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (String name : lookups.names(layout.revisions(repository, algorithm))) {
                Digest.tryParse(algorithm + ":" + name).ifPresent(digests::add);
            }
        }
        return digests;
    }

    /** Those {@link #candidates} whose text comes after the given one, in byte order. */
    Iterator<Digest> candidatesAfter(RepositoryName repository, Optional<String> last) throws IOException {
        Iterator<String> texts = Collections.emptyIterator();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) { // in byte order of their names
            String prefix = algorithm + ":";
            texts = Iterators.concat(
                    texts, listings.after(layout.revisions(repository, algorithm), last, (name, found) -> {
                        if (Digest.tryParse(prefix + name).isPresent()) {
                            found.accept(prefix + name);
                        }
                    }));
        }
        return Iterators.transform(texts, Digest::parse);
    }

    /** Whether a repository has a manifest, damaged or not. */
    boolean has(RepositoryName repository, Digest digest) throws IOException {
        return links.holds(layout.revisionLink(repository, digest), digest);
    }

    /** Like {@link #has}, for a name that was found in a listing, where foreign things lie too. */
    boolean lists(RepositoryName repository, Digest digest) throws IOException {
        Path link = layout.revisionLink(repository, digest);
        try {
            return links.holds(link, digest);
        } catch (FileSystemException e) {
            if (lookups.isForeign(link, e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean sees(RepositoryName repository, Digest digest) throws IOException {
        Path link = layout.revisionLink(repository, digest);
        Optional<State> state = Optional.empty();
        try {
            // on NFS only who opens a file learns that another machine removed it
            state = lookups.arePastCaches() ? state : state(link);
        } catch (FileSystemException e) {
            LOG.trace("{} has no attributes", link, e); // then it is no link either, or that is told now
        }
        boolean there = lists(repository, digest);
        if (there) {
            seenLast.put(repository, new Seen(digest, state));
        }
        return there;
    }

    /** A manifest whose link was read, and what the file system said of the link before that. */
    private record Seen(Digest digest, Optional<State> state) {}

    /** What tells one link from another that took its place. */
    private record State(Object identity, FileTime modified, long size) {}

    private Optional<State> state(Path link) throws IOException {
        return lookups.attributes(link)
                .filter(found -> found.fileKey() != null)
                .map(found -> new State(found.fileKey(), found.lastModifiedTime(), found.size()));
    }

    private boolean isUnchanged(RepositoryName repository, Seen seen) throws IOException {
        return seen.state().isPresent() && seen.state().equals(state(layout.revisionLink(repository, seen.digest())));
    }

    /** Whether a repository has any manifest. */
    boolean any(RepositoryName repository) throws IOException {
        Seen seen = seenLast.getIfPresent(repository);
        if (seen != null && (isUnchanged(repository, seen) || has(repository, seen.digest()))) {
            return true;
        }
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (String name : lookups.names(layout.revisions(repository, algorithm))) {
                Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
                if (digest.isPresent() && sees(repository, digest.get())) {
                    return true;
                }
            }
        }
        return false;
    }
}
