package io.stowage.registry.storage.filesystem;

import io.stowage.oci.RepositoryName;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RepositoryCatalog;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which directories are repositories: those that have a manifest. */
final class FilesystemCatalog implements RepositoryCatalog {
    /** As many are looked at sooner than threads begin. */
    private static final int FEW = 250;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final RepositoryTree tree;
    private final Revisions revisions;

    FilesystemCatalog(FilesystemLayout layout, FreshLookups lookups, RepositoryTree tree, Revisions revisions) {
        this.layout = layout;
        this.lookups = lookups;
        this.tree = tree;
        this.revisions = revisions;
    }

    @Override
    public Page<RepositoryName> list(PageRequest request) throws IOException {
        List<RepositoryName> found = new ArrayList<>();
        List<RepositoryName> candidates = new ArrayList<>();
        tree.walk(request.last(), candidate -> {
            candidates.add(candidate);
            if (found.size() + candidates.size() > request.limit()) {
                found.addAll(repositoriesAmong(candidates));
                candidates.clear();
            }
            return found.size() <= request.limit(); // one more shows that the list goes on
        });
        found.addAll(repositoriesAmong(candidates));
        boolean more = found.size() > request.limit();
        return new Page<>(more ? found.subList(0, request.limit()) : found, more);
    }

    @Override
    public boolean exists(RepositoryName repository) throws IOException {
        return revisions.any(repository);
    }

    private List<RepositoryName> repositoriesAmong(List<RepositoryName> candidates) throws IOException {
        if (candidates.size() <= FEW) {
            List<RepositoryName> repositories = new ArrayList<>();
            for (RepositoryName candidate : candidates) {
                if (isRepository(candidate)) {
                    repositories.add(candidate);
                }
            }
            return repositories;
        }
        Set<RepositoryName> repositories = ConcurrentHashMap.newKeySet();
        FewThreads.each(candidates, candidate -> {
            if (isRepository(candidate)) {
                repositories.add(candidate);
            }
        });
        return candidates.stream().filter(repositories::contains).toList();
    }

    private boolean isRepository(RepositoryName candidate) throws IOException {
        try {
            return revisions.any(candidate);
        } catch (FileSystemException e) {
            if (lookups.isForeign(layout.repository(candidate), e)) {
                return false;
            }
            throw e;
        }
    }
}
