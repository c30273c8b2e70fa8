package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.UploadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One upload, shared by its handles. What changes is guarded by the monitor of the data it belongs to. */
final class MemoryUpload {
    final UploadId id;
    final RepositoryName repository;
    final Instant startedAt;

    HeapBytes received = HeapBytes.EMPTY;

    /** Whether it was committed or cancelled; it is then no more among the data's uploads. */
    boolean ended;

    /** What it was committed as, if it was. */
    @Nullable
    Digest committedAs;

    MemoryUpload(UploadId id, RepositoryName repository, Instant startedAt) {
        this.id = id;
        this.repository = repository;
        this.startedAt = startedAt;
    }
}
