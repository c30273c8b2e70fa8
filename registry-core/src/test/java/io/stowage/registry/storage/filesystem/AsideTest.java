package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.registry.testing.faults.Step;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector put aside. */
class AsideTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RepositoryName OTHER = RepositoryName.parse("other");

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenAgainMeanwhileIsNotKeptTwice() throws IOException {
        Tree tree = new Tree(directory);
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            Digest layer = Pushed.blob(storage, APP, "layer");
            sweep(storage, false);
            Pushed.blob(storage, APP, "layer");

            sweep(storage, true);
            sweep(storage, true);

            assertEquals(
                    List.of(),
                    tree.files().keySet().stream()
                            .filter(file -> file.contains("aside"))
                            .toList());
            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }
    }

    @Test
    void itIsAsideForTheWholeTimeAlsoIfTheMachineSleptBeforeItWent() throws IOException {
        FaultyDisk disk = new FaultyDisk(directory);
        try (FilesystemStorage storage = FilesystemStorage.open(disk.directory())) {
            Pushed.blob(storage, APP, "layer");
            disk.fail("never", step -> {
                if (step == Step.RENAME) {
                    age(".since");
                }
                return false;
            });
            assertEquals(1, sweep(storage, false).aside().links());
            disk.mend();

            assertEquals(SweepReport.Tally.NOTHING, sweep(storage, HOUR).freed());
            age(".since");
            assertEquals(1, sweep(storage, HOUR).freed().links());
        }
    }

    @Test
    void aManifestThatIsPutAgainIsAsYoungAsANewOne() throws IOException {
        StoredManifest manifest = Pushed.image("one");
        try (FilesystemStorage storage = FilesystemStorage.open(directory)) {
            storage.manifests().put(APP, manifest);
            age("link");
            storage.manifests().put(APP, manifest);

            try (Sweep sweep = storage.sweep(HOUR)) {
                Instant at = sweep.putAt(APP, manifest.digest()).orElseThrow();
                assertTrue(at.isAfter(sweep.startedAt().minus(HOUR)), at.toString());
            }
        }
    }

    @Test
    void aMountThatFindsTheBytesGoneLeavesTheLinkToWhoPushesThemMeanwhile() throws IOException {
        FaultyDisk disk = new FaultyDisk(directory);
        FilesystemLayout layout = new FilesystemLayout(directory);
        try (FilesystemStorage storage = FilesystemStorage.open(directory);
                FilesystemStorage slow = FilesystemStorage.open(disk.directory())) {
            Digest layer = Pushed.blob(storage, APP, "layer");
            AtomicBoolean pushed = new AtomicBoolean();
            disk.fail("never", step -> {
                if (Files.exists(layout.layerLink(OTHER, layer)) && !pushed.get()) {
                    pushed.set(step == Step.RENAME && !Files.exists(layout.blobData(layer)));
                    quietly(() -> {
                        if (pushed.get()) {
                            Pushed.blob(storage, OTHER, "layer");
                        } else {
                            Files.deleteIfExists(layout.blobData(layer));
                        }
                    });
                }
                return false;
            });

            assertFalse(slow.blobs().mount(APP, OTHER, layer));
            if (!pushed.get()) {
                Pushed.blob(storage, OTHER, "layer");
            }

            assertEquals(Optional.of("layer"), Pushed.read(storage, OTHER, layer));
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void quietly(Act act) {
        try {
            act.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if the files of some names had been there for two hours. */
    private void age(String ending) {
        FileTime old = FileTime.from(Instant.now().minus(HOUR).minus(HOUR));
        quietly(() -> {
            for (String file : new Tree(directory).files().keySet()) {
                if (file.endsWith(ending)) {
                    Files.setLastModifiedTime(new Tree(directory).path(file), old);
                }
            }
        });
    }

    private static SweepReport sweep(FilesystemStorage storage, Duration grace) throws IOException {
        try (Sweep sweep = storage.sweep(grace)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> false, any -> false));
            return sweep.finish((blobs, bytes) -> {});
        }
    }

    private static SweepReport sweep(FilesystemStorage storage, boolean needed) throws IOException {
        try (Sweep sweep = storage.sweep(Duration.ZERO)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> needed, any -> needed));
            return sweep.finish((blobs, bytes) -> {});
        }
    }
}
