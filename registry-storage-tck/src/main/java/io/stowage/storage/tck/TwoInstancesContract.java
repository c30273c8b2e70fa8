package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What two instances over the same data promise each other: what one did, the other sees by the next call, however
 * often and however quickly they take turns.
 */
abstract class TwoInstancesContract extends StorageContract {
    private static final int TURNS = 100;
    private static final Tag LATEST = Tag.parse("latest");

    TwoInstancesContract(RegistryStorageContract implementation) {
        super(implementation, SeenBy.ANOTHER_INSTANCE);
    }

    @Test
    void aTagThatTheyMoveInTurnsIsWhereItWasPutLast() throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            Digest digest = SampleManifests.image("turn " + turn).digest();

            mover(turn).tags().put(APP, LATEST, digest);

            assertEquals(Optional.of(digest), watcher(turn).tags().find(APP, LATEST));
            assertEquals(List.of(LATEST), watcher(turn).tags().pointingTo(APP, digest));
        }
    }

    @Test
    void aTagThatOnePutsAndTheOtherDeletesComesAndGoes() throws Exception {
        Digest digest = SampleManifests.image("one").digest();
        for (int turn = 0; turn < TURNS; turn++) {
            mover(turn).tags().put(APP, LATEST, digest);
            assertEquals(Optional.of(digest), watcher(turn).tags().find(APP, LATEST));
            assertEquals(
                    List.of(LATEST),
                    watcher(turn).tags().list(APP, PageRequest.first(10)).entries());

            assertTrue(watcher(turn).tags().delete(APP, LATEST));
            assertEquals(Optional.empty(), mover(turn).tags().find(APP, LATEST));
            assertEquals(
                    List.of(),
                    mover(turn).tags().list(APP, PageRequest.first(10)).entries());
        }
    }

    @Test
    void aManifestThatOnePutsAndTheOtherDeletesComesAndGoes() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        StoredManifest manifest = SampleManifests.referrer("one", subject);
        for (int turn = 0; turn < TURNS; turn++) {
            mover(turn).manifests().put(APP, manifest);
            assertEquals(Optional.of(manifest), watcher(turn).manifests().find(APP, manifest.digest()));
            assertEquals(List.of(manifest.digest()), referrers(watcher(turn), subject));
            assertTrue(watcher(turn).repositories().exists(APP));

            assertTrue(watcher(turn).manifests().delete(APP, manifest.digest()));
            assertEquals(Optional.empty(), mover(turn).manifests().find(APP, manifest.digest()));
            assertEquals(List.of(), referrers(mover(turn), subject));
            assertEquals(
                    List.of(),
                    mover(turn).repositories().list(PageRequest.first(10)).entries());
        }
    }

    @Test
    void aBlobThatOneMountsAndTheOtherDeletesComesAndGoes() throws Exception {
        byte[] content = utf8("a blob");
        Digest digest = pushBlob(APP, content);
        for (int turn = 0; turn < TURNS; turn++) {
            assertTrue(mover(turn).blobs().mount(APP, OTHER, digest));
            assertHolds(watcher(turn), OTHER, digest, content);
            assertEquals(Optional.of(OTHER), watcher(turn).blobs().findHolder(digest, OTHER::equals));

            assertTrue(watcher(turn).blobs().delete(OTHER, digest));
            assertDoesNotHold(mover(turn), OTHER, digest);
            assertEquals(Optional.empty(), mover(turn).blobs().findHolder(digest, OTHER::equals));
        }
        assertHolds(elsewhere(), APP, digest, content);
    }

    @Test
    void handlesToOneUploadTakeTurns() throws Exception {
        PendingUpload here = startUpload(APP);
        PendingUpload there = elsewhere(here);
        byte[] content = bytes(TURNS * 100);

        for (int turn = 0; turn < TURNS; turn++) {
            PendingUpload writer = turn % 2 == 0 ? here : there;
            PendingUpload reader = turn % 2 == 0 ? there : here;
            try (OutputStream sink = writer.append(turn * 100L)) {
                sink.write(content, turn * 100, 100);
            }
            assertEquals((turn + 1) * 100L, reader.size());
        }
        there.commit(sha256(content));

        assertHolds(storage(), APP, sha256(content), content);
        assertHolds(elsewhere(), APP, sha256(content), content);
    }

    @Test
    void repositoriesThatTheyMakeInTurnsAreAllListed() throws Exception {
        for (int turn = 0; turn < 20; turn++) {
            mover(turn).manifests().put(RepositoryName.parse("a/" + turn), SampleManifests.image("one"));

            assertEquals(
                    turn + 1,
                    watcher(turn)
                            .repositories()
                            .list(PageRequest.first(100))
                            .entries()
                            .size());
        }
    }

    @Test
    void theEndOfOneDoesNotDisturbTheOther() throws Exception {
        PendingUpload upload = startUpload(APP, utf8("begun, "));
        PendingUpload continued = elsewhere(upload);

        try (OutputStream sink = continued.append(7)) {
            sink.write(utf8("conti"));
            storage().close();
            sink.write(utf8("nued"));
        }
        byte[] whole = utf8("begun, continued");
        continued.commit(sha256(whole));

        assertHolds(elsewhere(), APP, sha256(whole), whole);
    }

    private RegistryStorage mover(int turn) throws Exception {
        return turn % 2 == 0 ? storage() : elsewhere();
    }

    private RegistryStorage watcher(int turn) throws Exception {
        return mover(turn + 1);
    }

    private static List<Digest> referrers(RegistryStorage storage, Digest subject) throws Exception {
        return storage.manifests()
                .referrers(APP, subject, PageRequest.first(10))
                .entries();
    }
}
