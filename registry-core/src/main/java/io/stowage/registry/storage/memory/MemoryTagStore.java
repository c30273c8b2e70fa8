package io.stowage.registry.storage.memory;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.TagStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The tags. */
final class MemoryTagStore implements TagStore {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryTagStore(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public Optional<Digest> find(RepositoryName repository, Tag tag) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return Optional.ofNullable(data.look(repository).tags.get(tag.name()));
        }
    }

    @Override
    public void put(RepositoryName repository, Tag tag, Digest digest) throws IOException {
        requireNonNull(digest, "digest is null");
        openCheck.requireOpen();
        synchronized (data) {
            data.change(repository).tags.put(tag.name(), digest);
        }
    }

    @Override
    public boolean delete(RepositoryName repository, Tag tag) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return data.look(repository).tags.remove(tag.name()) != null;
        }
    }

    @Override
    public Page<Tag> list(RepositoryName repository, PageRequest request) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return Paging.page(
                    data.look(repository).tags, request, (name, digest) -> true, (name, digest) -> Tag.parse(name));
        }
    }

    @Override
    public List<Tag> pointingTo(RepositoryName repository, Digest digest) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return data.look(repository).tags.entrySet().stream()
                    .filter(tag -> tag.getValue().equals(digest))
                    .map(tag -> Tag.parse(tag.getKey()))
                    .toList();
        }
    }
}
