package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.BlobStore;
import io.stowage.storage.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The blobs; repositories that hold the same mounted blob share its bytes. */
final class MemoryBlobStore implements BlobStore {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryBlobStore(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public Optional<StoredBlob> find(RepositoryName repository, Digest digest) throws IOException {
        openCheck.requireOpen();
        return bytesOf(repository, digest).map(bytes -> new Blob(repository, digest, bytes.size()));
    }

    @Override
    public boolean mount(RepositoryName from, RepositoryName to, Digest digest) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            Optional<HeapBytes> bytes = data.look(from).blobs.get(digest);
            bytes.ifPresent(found -> data.change(to).blobs.put(digest, found, data.now()));
            return bytes.isPresent();
        }
    }

    @Override
    public Optional<RepositoryName> findHolder(Digest digest, Predicate<RepositoryName> acceptable) throws IOException {
        openCheck.requireOpen();
        // Whether one is acceptable is asked outside the lock: the caller's code may take its time, or call us.
        for (RepositoryName holder : holders(digest)) {
            if (acceptable.test(holder) && bytesOf(holder, digest).isPresent()) {
                return Optional.of(holder);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean delete(RepositoryName repository, Digest digest) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return data.look(repository).blobs.remove(digest);
        }
    }

    private List<RepositoryName> holders(Digest digest) {
        List<RepositoryName> holders = new ArrayList<>();
        synchronized (data) {
            data.repositories.forEach((name, repository) -> {
                if (repository.blobs.get(digest).isPresent()) {
                    holders.add(RepositoryName.parse(name));
                }
            });
        }
        return holders;
    }

    private Optional<HeapBytes> bytesOf(RepositoryName repository, Digest digest) {
        synchronized (data) {
            return data.look(repository).blobs.get(digest);
        }
    }

    private final class Blob implements StoredBlob {
        private final RepositoryName repository;
        private final Digest digest;
        private final long size;

        Blob(RepositoryName repository, Digest digest, long size) {
            this.repository = repository;
            this.digest = digest;
            this.size = size;
        }

        @Override
        public Digest digest() {
            return digest;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open(long offset) throws IOException {
            if (offset < 0 || offset > size) {
                throw new IllegalArgumentException("offset " + offset + " is outside of a blob of " + size + " bytes");
            }
            openCheck.requireOpen();
            HeapBytes bytes = bytesOf(repository, digest)
                    .orElseThrow(
                            () -> new NoSuchFileException("blob " + digest, null, "was removed from " + repository));
            return bytes.open(offset);
        }
    }
}
