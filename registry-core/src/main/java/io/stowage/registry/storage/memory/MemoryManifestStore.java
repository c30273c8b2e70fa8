package io.stowage.registry.storage.memory;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The manifests; referrers are found by looking at each, so there is nothing that could disagree. */
final class MemoryManifestStore implements ManifestStore {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryManifestStore(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public Optional<StoredManifest> find(RepositoryName repository, Digest digest) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return data.look(repository).manifests.get(digest);
        }
    }

    @Override
    public void put(RepositoryName repository, StoredManifest manifest) throws IOException {
        requireNonNull(manifest, "manifest is null");
        openCheck.requireOpen();
        synchronized (data) {
            data.change(repository).manifests.put(manifest.digest(), manifest, data.now());
        }
    }

    @Override
    public boolean delete(RepositoryName repository, Digest digest) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return data.look(repository).manifests.remove(digest);
        }
    }

    @Override
    public Page<Digest> list(RepositoryName repository, PageRequest request) throws IOException {
        return page(repository, request, (digest, manifest) -> true);
    }

    @Override
    public Page<Digest> referrers(RepositoryName repository, Digest subject, PageRequest request) throws IOException {
        Optional<Digest> wanted = Optional.of(subject);
        return page(
                repository, request, (digest, manifest) -> manifest.subject().equals(wanted));
    }

    private Page<Digest> page(
            RepositoryName repository, PageRequest request, BiPredicate<String, StoredManifest> listed)
            throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return Paging.page(
                    data.look(repository).manifests.there(), request, listed, (digest, manifest) -> manifest.digest());
        }
    }
}
