package io.stowage.registry.blob;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlobsTest {
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Registry registry = Registry.builder(storage).build();
    private final Repository repository = registry.repository(REPOSITORY);

    @Test
    void aBlobOfAnotherRepositoryIsUnknownHere() throws IOException {
        Digest digest = push(registry.repository(RepositoryName.parse("other")), bytes("blob"));

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> repository.blobs().get(digest));

        assertEquals(ErrorCode.BLOB_UNKNOWN, refusal.errors().get(0).code());
    }

    @Test
    void aManifestCanBeReadAsABlob() throws IOException {
        push(repository, bytes("{}"));
        byte[] manifest = image(configOf(bytes("{}")), "", "");
        repository.manifests().put(sha256(manifest), Optional.empty(), manifest, List.of());

        StoredBlob blob = repository.blobs().get(sha256(manifest));

        assertEquals(manifest.length, blob.size());
        try (InputStream in = blob.open(manifest.length - 5)) {
            assertArrayEquals(Arrays.copyOfRange(manifest, manifest.length - 5, manifest.length), in.readAllBytes());
        }
    }

    @Test
    void aDeletedBlobIsUnknownAndStaysWhereElseItIs() throws IOException {
        Repository other = registry.repository(RepositoryName.parse("other"));
        Digest digest = push(repository, bytes("blob"));
        push(other, bytes("blob"));

        repository.blobs().delete(digest);

        assertThrows(RegistryException.class, () -> repository.blobs().get(digest));
        assertThrows(RegistryException.class, () -> repository.blobs().delete(digest));
        assertEquals(4, other.blobs().get(digest).size());
    }

    @Test
    void deletesAreRefusedWhereSwitchedOff() throws IOException {
        Digest digest = push(repository, bytes("blob"));
        Repository guarded =
                Registry.builder(storage).allowDeletes(false).build().repository(REPOSITORY);

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> guarded.blobs().delete(digest));

        assertEquals(ErrorCode.UNSUPPORTED, refusal.errors().get(0).code());
        assertEquals(4, repository.blobs().get(digest).size());
    }
}
