package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.Digest;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector put aside. */
class AsideTest {
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

    private static SweepReport sweep(FilesystemStorage storage, boolean needed) throws IOException {
        try (Sweep sweep = storage.sweep(Duration.ZERO)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> needed, any -> needed));
            return sweep.finish((blobs, bytes) -> {});
        }
    }
}
