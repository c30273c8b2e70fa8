package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.registry.testing.faults.Step;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep while nobody else uses the directory. */
class SweepAloneTest {
    @TempDir
    Path directory;

    @Test
    void whatIsNotNeededGoesAtOnce() throws IOException {
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            Pushed.blob(storage, APP, "free");
            Digest needed = Pushed.blob(storage, APP, "needed");
            StoredManifest image = Pushed.image("one");
            storage.manifests().put(APP, image);

            SweepReport report = sweep(storage, digest -> false, needed::equals, digest -> false);

            // the bytes of a blob and of a manifest
            assertEquals(new SweepReport.Tally(1, 1, 2, "free".length() + image.size()), report.freed());
            assertEquals(SweepReport.Tally.NOTHING, report.aside());
            assertEquals(Optional.of("needed"), Pushed.read(storage, APP, needed));
        }
    }

    @Test
    void whatMayComeBackWithAManifestIsPutAsideFirst() throws IOException {
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            StoredManifest child = Pushed.image("child");
            storage.manifests().put(APP, child);

            SweepReport report = sweep(storage, digest -> false, digest -> false, child.digest()::equals);

            assertEquals(SweepReport.Tally.NOTHING, report.freed());
            assertEquals(1, report.aside().manifests());
        }
    }

    @Test
    void whatMayComeBackWithAManifestStaysIfItCannotBePutAside() throws IOException {
        FaultyDisk disk = new FaultyDisk(directory);
        try (FilesystemStorage storage = FilesystemStorage.open(disk.directory())) {
            StoredManifest child = Pushed.image("child");
            storage.manifests().put(APP, child);
            disk.fail(FaultyDisk.FULL, step -> step == Step.MAKE_DIRECTORY);

            SweepReport report = sweep(storage, digest -> false, digest -> false, child.digest()::equals);

            assertEquals(SweepReport.Tally.NOTHING, report.freed());
            disk.mend();
            assertEquals(Optional.of(child), storage.manifests().find(APP, child.digest()));
        }
    }

    @Test
    void aLinkIsGoneForGoodBeforeItsBytesGo() throws IOException {
        FaultyDisk disk = new FaultyDisk(directory);
        FilesystemLayout layout = new FilesystemLayout(directory);
        try (FilesystemStorage storage = FilesystemStorage.open(disk.directory())) {
            Digest free = Pushed.blob(storage, APP, "free");
            Path data = layout.blobData(free);
            Path link = layout.layerLink(APP, free);
            AtomicBoolean synced = new AtomicBoolean();
            disk.fail("never", step -> {
                if (step == Step.FORCE && !Files.exists(link) && Files.exists(data)) {
                    synced.set(true);
                }
                return false;
            });

            sweep(storage, digest -> false, digest -> false, digest -> false);

            assertFalse(Files.exists(data));
            assertTrue(synced.get());
        }
    }

    private static SweepReport sweep(
            FilesystemStorage storage, Predicate<Digest> manifests, Predicate<Digest> blobs, Predicate<Digest> named)
            throws IOException {
        try (Sweep sweep = storage.sweepAlone()) {
            sweep.visitRepositories(repository -> sweep.retain(repository, manifests, blobs, named));
            return sweep.finish((visited, bytes) -> {});
        }
    }
}
