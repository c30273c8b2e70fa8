package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.oci.Digest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of manifests, whichever repository has them.
 *
 * <p>They are checked against their digest when they are read and remembered then, since what has a digest never
 * changes. Whether a repository has a manifest is not asked here, and never answered from memory.
 */
final class ManifestFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestFiles.class);

    /** The largest file that is read as a manifest; far above what the registry accepts. */
    private static final int LARGEST = 64 << 20;

    private static final long REMEMBERED_BYTES = 32L << 20;
    /** Not for ever: who asks must learn in time that the file is damaged or gone, or nobody will push it again. */
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

    private static final int OVERHEAD = 512;

    private final FilesystemLayout layout;
    private final Aside aside;
    private final AtomicFiles files;
    private final Cache<Digest, StoredManifest> manifests = CacheBuilder.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .expireAfterWrite(REMEMBERED_FOR)
            .weigher((Digest digest, StoredManifest manifest) -> manifest.size() + OVERHEAD)
            .build();

    ManifestFiles(FilesystemLayout layout, Aside aside, AtomicFiles files) {
        this.layout = layout;
        this.aside = aside;
        this.files = files;
    }

    /** The manifest with a digest; empty if it is not there, or something else is in its place. */
    Optional<StoredManifest> find(Digest digest) throws IOException {
        StoredManifest known = manifests.getIfPresent(digest);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<StoredManifest> read = parse(digest, aside.read(layout.blobData(digest), LARGEST));
        read.ifPresent(manifest -> manifests.put(digest, manifest));
        return read;
    }

    /** Like {@link #find}, but leaves what is aside there, and remembers nothing: a collector reads all there are. */
    Optional<StoredManifest> peek(Digest digest) throws IOException {
        StoredManifest known = manifests.getIfPresent(digest);
        return known != null ? Optional.of(known) : parse(digest, aside.peek(layout.blobData(digest), LARGEST));
    }

    /** Writes a manifest; durable when it returns. What lies damaged in its place is replaced. */
    void put(StoredManifest manifest) throws IOException {
        files.write(layout.blobData(manifest.digest()), manifest.content());
        manifests.put(manifest.digest(), manifest);
    }

    /** Makes the name of the bytes of a digest durable, where a sync has failed: they may be those that it was for. */
    void settleDoubtful(Digest digest) throws IOException {
        files.settleDoubtful(layout.blobData(digest));
    }

    /** Whether there is a file for a manifest's bytes; if it was aside, it is back. */
    boolean isThere(Digest digest) throws IOException {
        Optional<FileChannel> data = aside.open(layout.blobData(digest));
        if (data.isPresent()) {
            data.get().close();
        }
        return data.isPresent();
    }

    /** Like {@link #put(StoredManifest)}, for a manifest that nobody sees before it is published. */
    void put(StoredManifest manifest, Publication publication) throws IOException {
        files.write(layout.blobData(manifest.digest()), manifest.content(), publication);
        manifests.put(manifest.digest(), manifest);
    }

    private static Optional<StoredManifest> parse(Digest digest, Optional<byte[]> content) {
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (!Digest.of(digest.algorithm(), content.get()).equals(digest)) {
            LOG.debug("ignored manifest {}: its {} bytes have another digest", digest, content.get().length);
            return Optional.empty();
        }
        return ManifestContent.read(content.get())
                .map(known -> new StoredManifest(digest, known.mediaType(), content.get(), known.subject()));
    }
}
