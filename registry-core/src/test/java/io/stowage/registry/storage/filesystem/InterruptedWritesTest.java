package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static io.stowage.registry.storage.filesystem.Pushed.append;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadId;
import io.stowage.storage.UploadNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that is killed between two steps of a write: built here by hand, and looked at by a new one. */
class InterruptedWritesTest {
    private static final PageRequest ALL = PageRequest.first(1000);
    private static final Tag V1 = Tag.parse("v1");
    private static final Digest LAYER = Pushed.digest("layer");

    @TempDir
    Path directory;

    private Tree tree;
    private FilesystemStorage storage;

    @BeforeEach
    void open() throws IOException {
        tree = new Tree(directory);
        storage = FilesystemStorage.open(directory);
    }

    @Test
    void bytesOfAStreamThatWasNeverClosedDoNotCount() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "la");
        OutputStream cut = upload.append(2);
        cut.write(Pushed.bytes("garbage"));

        PendingUpload found = findAgain(upload);
        assertEquals(2, found.size());
        append(found, "yer");
        found.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
        assertThrows(UploadNotFoundException.class, cut::close);
    }

    @Test
    void aPartThatStillHasItsFirstNameCountsOnce() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        Files.createLink(uploadPath(upload, ".0f0e.tmp"), uploadPath(upload, "part-00000000000000000000"));

        assertEquals(5, findAgain(upload).size());
    }

    @Test
    void anUploadThatAPowerCutLeftWithAGapIsGone() throws IOException {
        for (String lost : List.of("part-00000000000000000000", "part-00000000000000000002")) {
            PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
            append(upload, "la");
            append(upload, "y");
            append(upload, "er");
            Files.delete(uploadPath(upload, lost));

            PendingUpload found = findAgain(upload);

            // else the parts behind the gap would count again when the client has filled it
            assertThrows(UploadNotFoundException.class, found::size);
            assertThrows(UploadNotFoundException.class, () -> found.append(0));
            found.cancel();
            assertTrue(Files.notExists(tree.path("repositories/team/app/_uploads/" + upload.id())));
        }
    }

    @Test
    void anUploadThatAPowerCutLeftWithItsFirstPartsGoesOn() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "la");
        append(upload, "yer");
        Files.delete(uploadPath(upload, "part-00000000000000000002"));

        PendingUpload found = findAgain(upload);
        assertEquals(2, found.size());
        append(found, "yer");
        found.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
    }

    @Test
    void aCommitKilledBeforeTheLinkCanBeRepeatedElsewhere() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        Files.createDirectories(tree.path(Tree.data(LAYER)).getParent());
        Files.createLink(tree.path(Tree.data(LAYER)), uploadPath(upload, "part-00000000000000000000"));

        PendingUpload found = findAgain(upload);
        assertEquals(Optional.empty(), storage.blobs().find(APP, LAYER));
        assertEquals(5, found.size());
        found.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
        assertEquals(3, tree.files().size());
    }

    @Test
    void aCommitKilledBeforeTheUploadEndedCanBeRepeatedElsewhere() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        tree.blob("team/app", LAYER, "layer");

        PendingUpload found = findAgain(upload);
        found.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
        assertEquals(Optional.empty(), storage.uploads().find(APP, upload.id()));
    }

    @Test
    void aFailedCommitCanBeRepeatedThroughTheSameHandle() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        tree.file("repositories/team/app/_layers", "in the way");
        assertThrows(IOException.class, () -> upload.commit(LAYER));
        assertEquals(Optional.empty(), storage.blobs().find(APP, LAYER));
        assertEquals(5, upload.size());

        Files.delete(tree.path("repositories/team/app/_layers"));
        upload.commit(LAYER);
        upload.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
        assertThrows(UploadNotFoundException.class, () -> upload.commit(Pushed.digest("other")));
        assertThrows(UploadNotFoundException.class, upload::size);
    }

    @Test
    void aCommitPublishesNoByteThatItsCallerWasNotToldOf() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        append(findAgain(upload), " and more");

        upload.commit(LAYER);

        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
    }

    @Test
    void anUploadThatWasNotCreatedWholeIsListedToBeRemoved() throws IOException {
        UploadId id = UploadId.random();
        tree.directory("repositories/team/app/_uploads/." + id + ".tmp");
        assertEquals(Optional.empty(), storage.uploads().find(APP, id));
        Files.setLastModifiedTime(
                tree.path("repositories/team/app/_uploads/." + id + ".tmp"), FileTime.from(Instant.EPOCH));

        cancelStale(id);

        assertEquals(List.of(), storage.uploads().startedBefore(Instant.MAX));
        assertTrue(Files.notExists(tree.path("repositories/team/app/_uploads/." + id + ".tmp")));
    }

    @Test
    void anUploadThatWasNotRemovedWholeIsListedToBeRemoved() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        Files.move(
                tree.path("repositories/team/app/_uploads/" + upload.id()),
                tree.path("repositories/team/app/_uploads/." + upload.id() + ".tmp"));
        assertEquals(Optional.empty(), storage.uploads().find(APP, upload.id()));
        assertThrows(UploadNotFoundException.class, upload::size);

        cancelStale(upload.id());

        assertEquals(Map.of(), tree.files());
    }

    @Test
    void anUploadWhoseTimeWasLostIsAsOldAsItsDirectory() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.parse("2020-01-01T00:00:00Z"));
        Files.write(uploadPath(upload, "stowage-upload"), new byte[0]);

        assertEquals(List.of(), storage.uploads().startedBefore(Instant.parse("2020-06-01T00:00:00Z")));
        assertEquals(
                1,
                storage.uploads().startedBefore(Instant.now().plusSeconds(60)).size());
        assertEquals(0, findAgain(upload).size());
    }

    @Test
    void aManifestWithoutItsLinkIsAbsentUntilItIsPutAgain() throws IOException {
        StoredManifest sbom = Pushed.referrer("sbom", Pushed.digest("subject"));
        storage.manifests().put(APP, sbom);
        Files.delete(tree.path(Tree.revision("team/app", sbom.digest())));

        FilesystemStorage again = FilesystemStorage.open(directory);
        assertEquals(Optional.empty(), again.manifests().find(APP, sbom.digest()));
        assertEquals(
                List.of(),
                again.manifests().referrers(APP, Pushed.digest("subject"), ALL).entries());

        again.manifests().put(APP, sbom);

        assertArrayEquals(
                sbom.content(),
                storage.manifests().find(APP, sbom.digest()).orElseThrow().content());
        assertEquals(
                List.of(sbom.digest()),
                again.manifests().referrers(APP, Pushed.digest("subject"), ALL).entries());
    }

    @Test
    void aTagThatOnlyHasItsIndexIsAbsentUntilItIsPutAgain() throws IOException {
        storage.tags().put(APP, V1, LAYER);
        Files.delete(tree.path(Tree.current("team/app", "v1")));

        assertEquals(Optional.empty(), storage.tags().find(APP, V1));
        assertEquals(List.of(), storage.tags().list(APP, ALL).entries());
        assertEquals(List.of(), storage.tags().pointingTo(APP, LAYER));

        storage.tags().put(APP, V1, LAYER);

        assertEquals(Optional.of(LAYER), storage.tags().find(APP, V1));
        assertTrue(storage.tags().delete(APP, V1));
        assertEquals(Map.of(), tree.files());
    }

    private PendingUpload findAgain(PendingUpload upload) throws IOException {
        return FilesystemStorage.open(directory)
                .uploads()
                .find(APP, upload.id())
                .orElseThrow();
    }

    private void cancelStale(UploadId id) throws IOException {
        List<PendingUpload> stale = storage.uploads().startedBefore(Instant.now());
        assertEquals(List.of(id), stale.stream().map(PendingUpload::id).toList());
        stale.get(0).cancel();
    }

    private Path uploadPath(PendingUpload upload, String file) {
        return tree.path("repositories/team/app/_uploads/" + upload.id() + "/" + file);
    }
}
