package io.stowage.registry.storage.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadId;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is stricter than the contract: whoever uses a storage after its end learns of it. */
class ClosedInMemoryStorageTest {
    private static final RepositoryName APP = RepositoryName.parse("team/app");
    private static final Tag V1 = Tag.parse("v1");
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Digest DIGEST = Digest.of(DigestAlgorithm.SHA256, CONTENT);

    private final InMemoryStorage storage = InMemoryStorage.create();

    @Test
    void everyVerbOfAClosedStorageFails() {
        StoredManifest manifest = new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, CONTENT, Optional.empty());
        PageRequest page = PageRequest.first(1);
        List<Executable> verbs = List.of(
                () -> storage.check(),
                () -> storage.blobs().find(APP, DIGEST),
                () -> storage.blobs().mount(APP, APP, DIGEST),
                () -> storage.blobs().findHolder(DIGEST, any -> true),
                () -> storage.blobs().delete(APP, DIGEST),
                () -> storage.uploads().create(APP, Instant.EPOCH),
                () -> storage.uploads().find(APP, UploadId.random()),
                () -> storage.uploads().startedBefore(Instant.EPOCH),
                () -> storage.manifests().find(APP, DIGEST),
                () -> storage.manifests().put(APP, manifest),
                () -> storage.manifests().delete(APP, DIGEST),
                () -> storage.manifests().list(APP, page),
                () -> storage.manifests().referrers(APP, DIGEST, page),
                () -> storage.tags().find(APP, V1),
                () -> storage.tags().put(APP, V1, DIGEST),
                () -> storage.tags().delete(APP, V1),
                () -> storage.tags().list(APP, page),
                () -> storage.tags().pointingTo(APP, DIGEST),
                () -> storage.repositories().list(page),
                () -> storage.repositories().exists(APP));

        storage.close();

        for (Executable verb : verbs) {
            assertThrows(IOException.class, verb);
        }
    }

    @Test
    void whatCameFromAClosedStorageFails() throws Exception {
        PendingUpload pushed = storage.uploads().create(APP, Instant.EPOCH);
        try (OutputStream sink = pushed.append(0)) {
            sink.write(CONTENT);
        }
        pushed.commit(DIGEST);
        StoredBlob blob = storage.blobs().find(APP, DIGEST).orElseThrow();
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        OutputStream sink = upload.append(0);
        sink.write(CONTENT);

        storage.close();

        for (Executable verb : List.<Executable>of(
                () -> blob.open(0),
                upload::size,
                upload::read,
                upload::cancel,
                () -> upload.append(0),
                () -> upload.commit(DIGEST),
                sink::close)) {
            assertThrows(IOException.class, verb);
        }
        PendingUpload seen =
                storage.openAnother().uploads().find(APP, upload.id()).orElseThrow();
        assertEquals(0, seen.size());
    }

    @Test
    void aBlobThatWasRemovedSinceItWasFoundCannotBeOpened() throws Exception {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        upload.commit(DIGEST);
        StoredBlob blob = storage.blobs().find(APP, DIGEST).orElseThrow();

        assertTrue(storage.blobs().delete(APP, DIGEST));

        assertThrows(IOException.class, () -> blob.open(0));
    }
}
