package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.storage.InspectedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another does with a file while it is looked at in quarantine. */
class QuarantineTest {
    @TempDir
    Path directory;

    private FilesystemStorage storage;
    private FilesystemLayout layout;
    private Digest layer;

    @BeforeEach
    void push() throws IOException {
        storage = FilesystemStorage.open(directory);
        layout = new FilesystemLayout(directory);
        layer = Pushed.blob(storage, APP, "layer");
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    /** As an upload does that was just giving its file the name: it finds the name gone, and gives it once more. */
    @Test
    void aSoundFileIsGoneFromThereThoughItGotItsNameBackAlready() throws IOException {
        try (InspectedContent content = storage.inspection().openContent(layer).orElseThrow()) {
            assertFalse(content.quarantine(bytes -> {
                Files.createLink(layout.blobData(layer), quarantined().get(0));
                return false;
            }));
        }

        assertEquals(List.of(), quarantined());
        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
    }

    @Test
    void aFileThatCannotBeReadAgainIsBackInItsPlaceOnly() throws IOException {
        try (InspectedContent content = storage.inspection().openContent(layer).orElseThrow()) {
            assertThrows(
                    IOException.class,
                    () -> content.quarantine(bytes -> {
                        throw new IOException("the disk is in trouble");
                    }));
        }

        assertEquals(List.of(), quarantined());
        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
    }

    private List<Path> quarantined() throws IOException {
        try (Stream<Path> files = Files.list(layout.quarantine())) {
            return files.toList();
        }
    }
}
