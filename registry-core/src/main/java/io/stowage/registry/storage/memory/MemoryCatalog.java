package io.stowage.registry.storage.memory;

import io.stowage.oci.RepositoryName;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RepositoryCatalog;
import java.io.IOException;

/** The repositories that hold a manifest. */
final class MemoryCatalog implements RepositoryCatalog {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryCatalog(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public Page<RepositoryName> list(PageRequest request) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return Paging.page(
                    data.repositories,
                    request,
                    (name, repository) -> !repository.manifests.there().isEmpty(),
                    (name, repository) -> RepositoryName.parse(name));
        }
    }

    @Override
    public boolean exists(RepositoryName repository) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return !data.look(repository).manifests.there().isEmpty();
        }
    }
}
