package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.Tag;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link RegistryStorage} promises about its stores and its end. */
abstract class LifecycleContract extends StorageContract {
    private static final Tag V1 = Tag.parse("v1");

    LifecycleContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    @Test
    void aStorageMayBeClosedTwice() throws Exception {
        RegistryStorage storage = elsewhere();

        storage.close();
        storage.close();
    }

    @Test
    void theStoresLiveAsLongAsTheStorage() throws Exception {
        RegistryStorage storage = storage();
        var blobs = storage.blobs();
        var tags = storage.tags();
        Digest blob = pushBlob(APP, utf8("a blob"));

        storage.tags().put(APP, V1, blob);

        assertTrue(blobs.find(APP, blob).isPresent());
        assertEquals(Optional.of(blob), tags.find(APP, V1));
    }

    @Test
    void aWholePushIsThereInTheEnd() throws Exception {
        byte[] content = utf8("a layer");
        StoredManifest manifest = SampleManifests.image("one");
        StoredManifest signature = SampleManifests.referrer("signature", manifest.digest());
        PendingUpload unfinished = startUpload(APP, utf8("not yet"));

        Digest blob = pushBlob(APP, content);
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, V1, manifest.digest());
        storage().manifests().put(APP, signature);

        RegistryStorage seen = elsewhere();
        assertHolds(seen, APP, blob, content);
        assertEquals(Optional.of(manifest.digest()), seen.tags().find(APP, V1));
        assertEquals(Optional.of(manifest), seen.manifests().find(APP, manifest.digest()));
        Listing<Digest> referrers = request -> seen.manifests().referrers(APP, manifest.digest(), request);
        assertEquals(List.of(signature.digest()), referrers.all());
        assertTrue(seen.repositories().exists(APP));
        assertReceived(
                utf8("not yet"), seen.uploads().find(APP, unfinished.id()).orElseThrow());
    }
}
