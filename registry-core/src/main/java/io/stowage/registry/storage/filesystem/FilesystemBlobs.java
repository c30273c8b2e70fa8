package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.BlobStore;
import io.stowage.storage.StoredBlob;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Blobs: bytes in one place, and a link in each repository that has them. */
final class FilesystemBlobs implements BlobStore {
    private static final int REMEMBERED = 50_000;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final BlobFiles blobs;
    private final RepositoryTree tree;
    private final Aside aside;
    /** Where a blob was linked last: a first guess, always checked. */
    private final Cache<Digest, RepositoryName> lastHolders =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    FilesystemBlobs(
            FilesystemLayout layout,
            FreshLookups lookups,
            Links links,
            BlobFiles blobs,
            RepositoryTree tree,
            Aside aside) {
        this.aside = aside;
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.blobs = blobs;
        this.tree = tree;
    }

    @Override
    public Optional<StoredBlob> find(RepositoryName repository, Digest digest) throws IOException {
        Optional<Digest> stored = storedAs(repository, digest);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong size = blobs.find(repository, stored.get());
        return size.isEmpty()
                ? Optional.empty()
                : Optional.of(new FilesystemBlob(digest, size.getAsLong(), layout.blobData(stored.get()), aside));
    }

    /**
     * Makes bytes that are stored visible in a repository; durable when it returns.
     *
     * @param bytes makes the bytes durable
     */
    void link(RepositoryName repository, Digest digest, DurableDirectories.Action bytes) throws IOException {
        links.write(layout.layerLink(repository, digest), digest, bytes);
        lastHolders.put(digest, repository);
    }

    @Override
    public boolean mount(RepositoryName from, RepositoryName to, Digest digest) throws IOException {
        Optional<Digest> stored = storedAs(from, digest);
        if (stored.isEmpty() || blobs.find(from, stored.get()).isEmpty()) {
            return false;
        }
        links.write(layout.layerLink(to, digest), stored.get());
        if (!blobs.exists(stored.get())) {
            // Taken by a collector that looked before the link was there. The link, which without bytes shows nothing,
            // stays: by now it may be that of another, who pushed them.
            return false;
        }
        lastHolders.put(digest, to);
        return true;
    }

    @Override
    public Optional<RepositoryName> findHolder(Digest digest, Predicate<RepositoryName> acceptable) throws IOException {
        RepositoryName last = lastHolders.getIfPresent(digest);
        if (last != null && holds(last, digest) && acceptable.test(last)) {
            return Optional.of(last);
        }
        if (!blobs.exists(digest)) {
            // Most digests that are asked for are new and need no walk. Misses what Distribution stored under another
            // digest (see storedAs), which costs the client an upload and no more.
            return Optional.empty();
        }
        List<RepositoryName> found = new ArrayList<>(1);
        RepositoryTree.Visitor untilFound = candidate -> {
            if (holds(candidate, digest) && acceptable.test(candidate)) {
                found.add(candidate);
            }
            return found.isEmpty();
        };
        tree.walkAll(untilFound, unreadable -> {});
        found.forEach(holder -> lastHolders.put(digest, holder));
        return found.stream().findFirst();
    }

    @Override
    public boolean delete(RepositoryName repository, Digest digest) throws IOException {
        // The bytes stay: other repositories may link to them, and only a collector can know.
        boolean held = find(repository, digest).isPresent();
        boolean removed =
                storedAs(repository, digest).isPresent() && links.delete(layout.layerLink(repository, digest));
        return held && removed;
    }

    private boolean holds(RepositoryName repository, Digest digest) throws IOException {
        Path link = layout.layerLink(repository, digest);
        try {
            return find(repository, digest).isPresent();
        } catch (FileSystemException e) {
            if (lookups.isForeign(link, e)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * The digest under which the bytes of a repository's blob lie: its own, or that which Distribution gave it when it
     * was pushed by a digest other than SHA-256. Distribution stores all bytes by SHA-256 and links to them.
     */
    private Optional<Digest> storedAs(RepositoryName repository, Digest digest) throws IOException {
        return links.read(layout.layerLink(repository, digest)).filter(target -> mayLieUnder(digest, target));
    }

    /** Whether the bytes of a digest can lie under another. */
    static boolean mayLieUnder(Digest digest, Digest stored) {
        return stored.equals(digest)
                || (digest.algorithm() != DigestAlgorithm.SHA256 && stored.algorithm() == DigestAlgorithm.SHA256);
    }
}
