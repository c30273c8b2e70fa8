package io.stowage.registry.upload;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.stowage.storage.UploadId;
import java.time.Duration;
import java.util.Optional;

/**
 * The running digests of open uploads, kept between requests so that finished uploads need not be read again.
 *
 * <p>Only a cache: the stored bytes are the truth. A digest is used for exactly the offset that it was left at, and since
 * a storage never changes bytes it has counted ({@link io.stowage.storage.PendingUpload}), it then fits them, whoever
 * else wrote to the upload. Bounded: what is forgotten costs one reading of the upload.
 */
public final class RunningDigests {
    private static final int MOST_UPLOADS = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Cache<UploadId, RunningDigest> digests = CacheBuilder.newBuilder()
            .maximumSize(MOST_UPLOADS)
            .expireAfterWrite(LONGEST_PAUSE)
            .build();

    /** An empty cache. */
    public RunningDigests() {}

    /** Leaves the digest of an upload's bytes for the next request. */
    void leave(UploadId id, RunningDigest digest) {
        digests.put(id, digest);
    }

    /** Takes the digest of the first {@code offset} bytes, if it was left here; nobody else gets it then. */
    Optional<RunningDigest> take(UploadId id, long offset) {
        return Optional.ofNullable(digests.asMap().remove(id)).filter(digest -> digest.length() == offset);
    }
}
