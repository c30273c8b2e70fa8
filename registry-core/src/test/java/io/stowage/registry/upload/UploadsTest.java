package io.stowage.registry.upload;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadsTest {
    private static final byte[] BLOB = bytes("a blob");
    private static final RepositoryName SOURCE = RepositoryName.parse("source");

    private final Registry registry = Registry.builder(InMemoryStorage.create()).build();
    private final Repository target = registry.repository(REPOSITORY);

    @Test
    void mountsFromTheRepositoryThatHoldsTheBlob() throws IOException {
        Digest digest = push(registry.repository(SOURCE), BLOB);

        UploadResult result = target.uploads().mount(digest, Optional.of(SOURCE), name -> true);

        assertEquals(new UploadResult.Mounted(digest), result);
        assertEquals(BLOB.length, target.blobs().get(digest).size());
    }

    @Test
    void mountsFromAnyRepositoryWhenNoneIsNamed() throws IOException {
        Digest digest = push(registry.repository(SOURCE), BLOB);

        assertEquals(new UploadResult.Mounted(digest), target.uploads().mount(digest, Optional.empty(), name -> true));
    }

    @Test
    void aBlobThatIsHereAlreadyCountsAsMounted() throws IOException {
        Digest digest = push(target, BLOB);

        assertEquals(new UploadResult.Mounted(digest), target.uploads().mount(digest, Optional.empty(), name -> true));
    }

    @Test
    void startsAnUploadWhenTheNamedRepositoryLacksTheBlobWhoeverElseHoldsIt() throws IOException {
        Digest digest = push(registry.repository(SOURCE), BLOB);

        UploadResult result = target.uploads().mount(digest, Optional.of(RepositoryName.parse("empty")), name -> true);

        UploadSession session =
                assertInstanceOf(UploadResult.Started.class, result).session();
        assertThrows(RegistryException.class, () -> target.blobs().get(digest));
        session.complete(digest, Optional.empty(), new ByteArrayInputStream(BLOB));
        assertEquals(BLOB.length, target.blobs().get(digest).size());
    }

    @Test
    void aSourceThatMayNotBeUsedIsAsGoodAsNone() throws IOException {
        Digest digest = push(registry.repository(SOURCE), BLOB);

        assertInstanceOf(
                UploadResult.Started.class, target.uploads().mount(digest, Optional.of(SOURCE), name -> false));
        assertInstanceOf(UploadResult.Started.class, target.uploads().mount(digest, Optional.empty(), name -> false));
    }

    @Test
    void theTargetItselfIsNoSourceIfItMayNotBeUsed() throws IOException {
        Digest digest = push(target, BLOB);

        assertInstanceOf(UploadResult.Started.class, target.uploads().mount(digest, Optional.empty(), name -> false));
    }

    @Test
    void startsAnUploadWhenNobodyHoldsTheBlob() throws IOException {
        assertInstanceOf(
                UploadResult.Started.class, target.uploads().mount(sha256(BLOB), Optional.empty(), name -> true));
    }

    @Test
    void anUploadOfAnotherRepositoryIsUnknownHere() throws IOException {
        UploadResult started =
                registry.repository(SOURCE).uploads().mount(sha256(BLOB), Optional.empty(), name -> true);
        UploadSession session =
                assertInstanceOf(UploadResult.Started.class, started).session();

        assertThrows(RegistryException.class, () -> target.uploads().find(session.id()));
    }
}
