package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.registry.testing.faults.Step;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StorageTrouble;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk without room, or that cannot be written to: what is said, what is left behind, and what still works. */
class FullDiskTest {
    private static final RepositoryName NEW = RepositoryName.parse("new/repository");
    private static final PageRequest ALL = PageRequest.first(100);
    private static final Tag V1 = Tag.parse("v1");
    private static final StoredManifest IMAGE = Pushed.image("one");
    private static final StoredManifest SIGNATURE = Pushed.referrer("signature", IMAGE.digest());

    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    private FaultyDisk disk;
    private FilesystemStorage storage;
    private Digest blob;
    private PendingUpload upload;

    @BeforeEach
    void fill() throws IOException {
        disk = new FaultyDisk(directory);
        storage = FilesystemStorage.open(disk.directory());
        blob = Pushed.blob(storage, APP, "blob");
        storage.manifests().put(APP, IMAGE);
        storage.manifests().put(APP, SIGNATURE);
        storage.tags().put(APP, V1, IMAGE.digest());
        upload = storage.uploads().create(APP, Instant.EPOCH);
        Pushed.append(upload, "begun ");
    }

    private Map<String, Executable> writes() {
        Map<String, Executable> writes = new TreeMap<>();
        writes.put("check", storage::check);
        writes.put("start", () -> storage.uploads().create(NEW, Instant.EPOCH));
        writes.put("append", () -> Pushed.append(upload, "more"));
        writes.put("commit", () -> upload.commit(Pushed.digest("begun ")));
        writes.put("mount", () -> storage.blobs().mount(APP, NEW, blob));
        writes.put("put manifest", () -> storage.manifests().put(NEW, Pushed.referrer("new", blob)));
        writes.put("put tag", () -> storage.tags().put(APP, V1, blob));
        writes.put("put new tag", () -> storage.tags().put(NEW, V1, blob));
        return writes;
    }

    @Test
    void noRoomIsSaidToBeNoRoomAndLeavesNothingBehind() throws IOException {
        // what does not fit fails at one of many steps; one or the other file system can do the ones before
        for (long good = 0; good < 12; good++) {
            for (Map.Entry<String, Executable> write : writes().entrySet()) {
                disk.failAfter(good, FaultyDisk.FULL, Step::needsRoom);
                try {
                    write.getValue().execute();
                } catch (IOException e) {
                    assertEquals(StorageTrouble.FULL, StorageTrouble.of(e), () -> write.getKey() + ": " + e);
                } catch (Throwable e) {
                    throw new AssertionError(write.getKey(), e);
                }
                disk.mend();
                assertEquals(List.of(), temporaryFiles(), write.getKey() + " after " + good);
                fillAgain();
            }
        }
    }

    @Test
    void aReadOnlyDiskIsSaidToBeOne() {
        disk.fail(FaultyDisk.READ_ONLY, Step::changes);
        writes().forEach((name, write) -> {
            IOException failure = assertThrows(IOException.class, write, name);
            assertEquals(StorageTrouble.READ_ONLY, StorageTrouble.of(failure), () -> name + ": " + failure);
        });
    }

    @Test
    void aWriteThatIsCutShortCountsForNothing() throws IOException {
        OutputStream sink = upload.append(6);
        disk.fail(FaultyDisk.FULL, step -> step == Step.WRITE);
        assertThrows(IOException.class, () -> sink.write(new byte[1000]));
        assertThrows(IOException.class, () -> sink.write(1));
        disk.mend();
        assertThrows(IOException.class, () -> sink.write(1), "what is in the file now is anybody's guess");
        sink.close();

        assertEquals(6, upload.size());
        Pushed.append(upload, "ended");
        upload.commit(Pushed.digest("begun ended"));
        assertEquals(Optional.of("begun ended"), Pushed.read(storage, APP, Pushed.digest("begun ended")));
    }

    @ParameterizedTest
    @EnumSource(names = {"FORCE", "CLOSE"})
    void whatCouldNotBeSyncedWasNotStored(Step late) throws IOException {
        writes().forEach((name, write) -> {
            // it writes nothing to a file of its own if it only starts an upload, which need not survive a power cut
            if (!name.equals("start")) {
                disk.fail(FaultyDisk.FULL, step -> step == late);
                IOException failure = assertThrows(IOException.class, write, name);
                assertEquals(StorageTrouble.FULL, StorageTrouble.of(failure));
                disk.mend();
            }
        });
        assertEquals(
                Optional.empty(),
                storage.manifests().find(NEW, Pushed.referrer("new", blob).digest()));
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY"})
    void everythingCanBeReadMeanwhile(StorageTrouble trouble) throws IOException {
        // as another registry would have left it, so that reading wants to note what it learns
        new Tree(directory).manifest("foreign", SIGNATURE).tag("foreign", "v1", SIGNATURE.digest());
        new Tree(directory).blob("foreign", Pushed.digest("foreign"), "foreign");
        RepositoryName foreign = RepositoryName.parse("foreign");
        disk.fail(
                trouble == StorageTrouble.FULL ? FaultyDisk.FULL : FaultyDisk.READ_ONLY,
                trouble == StorageTrouble.FULL ? Step::needsRoom : Step::changes);
        storage = FilesystemStorage.open(disk.directory());

        assertEquals(Optional.of("blob"), Pushed.read(storage, APP, blob));
        assertEquals(Optional.of(IMAGE), storage.manifests().find(APP, IMAGE.digest()));
        assertEquals(Optional.of(IMAGE.digest()), storage.tags().find(APP, V1));
        assertEquals(List.of(V1), storage.tags().list(APP, ALL).entries());
        assertEquals(
                List.of(SIGNATURE.digest()),
                storage.manifests().referrers(APP, IMAGE.digest(), ALL).entries());
        assertEquals(
                List.of(SIGNATURE.digest()),
                storage.manifests().referrers(foreign, IMAGE.digest(), ALL).entries());
        assertEquals(Optional.of("foreign"), Pushed.read(storage, foreign, Pushed.digest("foreign")));
        assertEquals(List.of(foreign, APP), storage.repositories().list(ALL).entries());
        assertEquals(6, storage.uploads().find(APP, upload.id()).orElseThrow().size());
    }

    @Test
    void whatAForeignManifestNamesIsRememberedWhenThereIsRoomAgain() throws IOException {
        new Tree(directory).manifest("foreign", SIGNATURE);
        RepositoryName foreign = RepositoryName.parse("foreign");
        disk.fail(FaultyDisk.FULL, Step::needsRoom);
        storage.manifests().referrers(foreign, IMAGE.digest(), ALL);
        disk.mend();

        storage.manifests().referrers(foreign, IMAGE.digest(), ALL);

        assertTrue(new Tree(directory)
                .files().keySet().stream()
                        .anyMatch(file -> file.startsWith("repositories/foreign/_stowage/referrers/")));
    }

    @Test
    void whatIsInTheWayCanBeDeletedFromAFullDisk() throws IOException {
        disk.fail(FaultyDisk.FULL, step -> step.needsRoom() && step != Step.RENAME && step != Step.FORCE);

        assertTrue(storage.tags().delete(APP, V1));
        assertTrue(storage.manifests().delete(APP, SIGNATURE.digest()));
        assertTrue(storage.manifests().delete(APP, IMAGE.digest()));
        assertTrue(storage.blobs().delete(APP, blob));
        upload.cancel();

        disk.mend();
        assertFalse(storage.repositories().exists(APP));
        assertEquals(Optional.empty(), storage.uploads().find(APP, upload.id()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(60)
    void aCollectorFreesWhatIsAsideOnAFullDisk(boolean inodes) throws IOException {
        collect(Duration.ofNanos(1)); // puts the blob aside
        Digest more = Pushed.blob(storage, APP, "more");
        // there is room in the directories that there are, as on most full disks
        disk.fail(
                FaultyDisk.FULL,
                step -> step == Step.WRITE || step == Step.MAKE_DIRECTORY || (step == Step.CREATE && !inodes));

        SweepReport report = collect(Duration.ofNanos(1));
        while (report.freed().links() == 0) { // until the file system's clock has ticked
            report = collect(Duration.ofNanos(1));
        }

        assertEquals(1, report.freed().links());
        assertTrue(report.kept().toString().contains("no room"), report::toString);
        disk.mend();
        assertEquals(Optional.empty(), storage.blobs().find(APP, blob));
        assertEquals(Optional.of("more"), Pushed.read(storage, APP, more));
        assertEquals(Optional.of(IMAGE), storage.manifests().find(APP, IMAGE.digest()));
        assertEquals(List.of(), temporaryFiles());
    }

    private SweepReport collect(Duration grace) throws IOException {
        try (Sweep sweep = storage.sweep(grace)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, manifest -> true, any -> false));
            return sweep.finish((blobs, bytes) -> {});
        }
    }

    @Test
    void aFullOrReadOnlyDirectoryIsOpenedWithModesToo() throws IOException {
        for (String reason : new String[] {FaultyDisk.FULL, FaultyDisk.READ_ONLY}) {
            disk.fail(reason, Step::changes);
            FilesystemStorage opened = FilesystemStorage.builder(disk.directory())
                    .fileMode(FileMode.parse("0660"))
                    .open();
            assertEquals(Optional.of("blob"), Pushed.read(opened, APP, blob));
            UnusableDirectoryException refused = assertThrows(
                    UnusableDirectoryException.class,
                    () -> FilesystemStorage.builder(disk.directory()).probe());
            assertTrue(refused.canStillBeRead());
        }
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(FilesystemLayout::isTemporary).toList();
        }
    }

    private void fillAgain() throws IOException {
        storage.tags().put(APP, V1, IMAGE.digest());
        upload = storage.uploads().create(APP, Instant.EPOCH);
        Pushed.append(upload, "begun ");
    }
}
