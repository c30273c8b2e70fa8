package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.manifest.Manifests;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A push through the registry's door: what was pushed is stored and served bit by bit, or refused and not there. */
final class ManifestPush {
    private static final Tag TAG = Tag.parse("fuzzed");
    private static final RepositoryName NAME = RepositoryName.parse("fuzz/manifests");
    private static final Registry REGISTRY =
            Registry.builder(InMemoryStorage.create()).allowSparse(true).build();

    private ManifestPush() {}

    /** Pushes content as a manifest, looks at everything that can be seen of it, and deletes it. */
    static void check(Optional<MediaType> contentType, byte[] content) throws IOException {
        Repository repository = REGISTRY.repository(NAME);
        Digest digest = Digest.of(DigestAlgorithm.SHA256, content);
        Manifests.PutResult result;
        try {
            result = repository.manifests().put(TAG, contentType, content, List.of());
        } catch (RegistryException e) {
            Refusals.check(e);
            assertEquals(content.length > REGISTRY.limits().maxManifestSize() ? 413 : 400, e.status());
            assertIsGone(repository, digest);
            return;
        }
        assertEquals(digest, result.digest());
        checkServed(repository, digest, contentType, content);
        result.subject().ifPresent(subject -> checkReferrers(repository, subject, digest, content.length));

        repository.manifests().delete(digest);
        assertIsGone(repository, digest);
    }

    private static void checkServed(
            Repository repository, Digest digest, Optional<MediaType> contentType, byte[] content) throws IOException {
        StoredManifest stored = repository.manifests().get(digest);
        assertEquals(stored, repository.manifests().get(TAG));
        assertArrayEquals(content, stored.content());
        assertTrue(stored.mediaType().isIndex() != stored.mediaType().isImageManifest());
        contentType.ifPresent(type -> assertEquals(type, stored.mediaType()));
        try (InputStream bytes = repository.blobs().get(digest).open(0)) {
            assertArrayEquals(content, bytes.readAllBytes());
        }
        // The very same bytes, by digest: nothing that was taken once is refused when it is pushed again.
        assertEquals(
                digest,
                repository
                        .manifests()
                        .put(digest, Optional.of(stored.mediaType()), content, List.of())
                        .digest());
    }

    private static void checkReferrers(Repository repository, Digest subject, Digest digest, int size) {
        try {
            Page<Descriptor> page = repository.referrers().list(subject, Set.of(), Optional.empty(), 10);
            assertEquals(
                    List.of(digest),
                    page.entries().stream().map(Descriptor::digest).toList());
            Descriptor referrer = page.entries().get(0);
            assertEquals(size, referrer.size());
            Set<String> types = Set.of(referrer.artifactType().orElse("none"));
            assertEquals(
                    referrer.artifactType().isPresent() ? List.of(referrer) : List.of(),
                    repository
                            .referrers()
                            .list(subject, types, Optional.empty(), 10)
                            .entries());
        } catch (IOException e) {
            throw new AssertionError("the storage in memory failed", e);
        }
    }

    private static void assertIsGone(Repository repository, Digest digest) throws IOException {
        assertThrows(RegistryException.class, () -> repository.manifests().get(digest));
        assertThrows(RegistryException.class, () -> repository.manifests().get(TAG));
        assertThrows(RegistryException.class, () -> repository.blobs().get(digest));
        assertTrue(REGISTRY.repositories(PageRequest.first(10)).entries().isEmpty());
    }
}
