package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.Optional;

/** Manifests: bytes among the blobs, and a link in each repository that has them. */
final class FilesystemManifests implements ManifestStore {
    private final FilesystemLayout layout;
    private final Links links;
    private final Revisions revisions;
    private final ManifestFiles manifests;
    private final ReferrerIndex referrers;

    FilesystemManifests(
            FilesystemLayout layout,
            Links links,
            Revisions revisions,
            ManifestFiles manifests,
            ReferrerIndex referrers) {
        this.layout = layout;
        this.links = links;
        this.revisions = revisions;
        this.manifests = manifests;
        this.referrers = referrers;
    }

    @Override
    public Optional<StoredManifest> find(RepositoryName repository, Digest digest) throws IOException {
        return revisions.has(repository, digest) ? manifests.find(digest) : Optional.empty();
    }

    @Override
    public void put(RepositoryName repository, StoredManifest manifest) throws IOException {
        manifests.put(manifest, name -> {
            if (manifest.subject().isPresent()) {
                // before the link: whoever finds the manifest must find it among its subject's referrers too
                referrers.add(repository, manifest.subject().get(), manifest.digest());
            }
            links.writeAnew(layout.revisionLink(repository, manifest.digest()), manifest.digest(), () -> {
                name.run();
                settleReferences(repository, manifest);
            });
        });
        if (manifest.subject().isPresent()) {
            referrers.add(repository, manifest.subject().get(), manifest.digest());
        }
        // A collector that looked before the link was there may have taken the entry of an earlier push, or bytes that
        // were there before.
        if (!manifests.isThere(manifest.digest())) {
            manifests.put(manifest);
        }
    }

    /** What a manifest needs may have been found where its pusher is just about to sync it. */
    private void settleReferences(RepositoryName repository, StoredManifest manifest) throws IOException {
        Optional<ManifestContent> content = ManifestContent.read(manifest.content());
        if (content.isEmpty()) {
            return;
        }
        for (ManifestContent.Reference reference : content.get().references()) {
            manifests.settleDoubtful(reference.digest());
            // of the references of one manifest some are blobs and some manifests, or may be either
            if (!links.settle(layout.layerLink(repository, reference.digest()))) {
                links.settle(layout.revisionLink(repository, reference.digest()));
            }
        }
    }

    @Override
    public boolean delete(RepositoryName repository, Digest digest) throws IOException {
        // The bytes stay: other repositories may link to them, and only a collector can know.
        return revisions.has(repository, digest) && links.delete(layout.revisionLink(repository, digest));
    }

    @Override
    public Page<Digest> list(RepositoryName repository, PageRequest request) throws IOException {
        return Pages.of(
                revisions.candidatesAfter(repository, request.last()),
                request.limit(),
                digest -> revisions.lists(repository, digest));
    }

    @Override
    public Page<Digest> referrers(RepositoryName repository, Digest subject, PageRequest request) throws IOException {
        return Pages.of(
                referrers.candidatesAfter(repository, subject, request.last()),
                request.limit(),
                digest -> revisions.lists(repository, digest) && names(digest, subject));
    }

    private boolean names(Digest digest, Digest subject) throws IOException {
        return manifests
                .find(digest)
                .flatMap(StoredManifest::subject)
                .filter(subject::equals)
                .isPresent();
    }
}
