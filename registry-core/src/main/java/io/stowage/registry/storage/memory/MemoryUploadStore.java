package io.stowage.registry.storage.memory;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The uploads; each instance hands out handles of its own. */
final class MemoryUploadStore implements UploadStore {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryUploadStore(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public PendingUpload create(RepositoryName repository, Instant startedAt) throws IOException {
        requireNonNull(repository, "repository is null");
        requireNonNull(startedAt, "startedAt is null");
        openCheck.requireOpen();
        MemoryUpload upload = new MemoryUpload(UploadId.random(), repository, startedAt);
        synchronized (data) {
            data.uploads.put(upload.id, upload);
        }
        return new MemoryUploadHandle(data, upload, openCheck);
    }

    @Override
    public Optional<PendingUpload> find(RepositoryName repository, UploadId id) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            MemoryUpload upload = data.uploads.get(id);
            return upload != null && upload.repository.equals(repository)
                    ? Optional.of(new MemoryUploadHandle(data, upload, openCheck))
                    : Optional.empty();
        }
    }

    @Override
    public List<PendingUpload> startedBefore(Instant instant) throws IOException {
        openCheck.requireOpen();
        List<PendingUpload> older = new ArrayList<>();
        synchronized (data) {
            for (MemoryUpload upload : data.uploads.values()) {
                if (upload.startedAt.isBefore(instant)) {
                    older.add(new MemoryUploadHandle(data, upload, openCheck));
                }
            }
        }
        return List.copyOf(older);
    }
}
