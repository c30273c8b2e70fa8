package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RegistryStorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemStorageProviderTest {
    @TempDir
    Path directory;

    private final RegistryStorageProvider provider = new FilesystemStorageProvider();

    @Test
    void opensADirectoryAndCreatesItIfItIsMissing() throws IOException {
        Path missing = directory.resolve("a/b");

        try (RegistryStorage storage =
                provider.open(Map.of("directory", missing.toString(), "sync", "false", "lookup-freshness", "always"))) {
            Pushed.blob(storage, Pushed.APP, "layer");
        }

        assertTrue(Files.exists(new Tree(missing).path(Tree.data(Pushed.digest("layer")))));
    }

    @Test
    void saysWhichSettingIsWrong() {
        String here = directory.toString();

        assertRefused("setting directory is missing", Map.of());
        assertRefused("unknown setting of the filesystem storage: colour", Map.of("directory", here, "colour", "red"));
        assertRefused("setting sync is neither true nor false: yes", Map.of("directory", here, "sync", "yes"));
        assertRefused(
                "setting directory-mode: 'rwx' is not a mode of three or four octal digits",
                Map.of("directory", here, "directory-mode", "rwx"));
        assertRefused(
                "setting file-mode: file mode 2660 will not do: the owner needs 0600, and only reading and writing can"
                        + " be allowed",
                Map.of("directory", here, "file-mode", "2660"));
        assertRefused(
                "setting group: ' ' is neither the name nor the number of a group",
                Map.of("directory", here, "group", " "));
        assertRefused(
                "setting lookup-freshness is none of auto, always, never: often",
                Map.of("directory", here, "lookup-freshness", "often"));
    }

    @Test
    void modesAndGroupAreSettings() throws IOException {
        String group = String.valueOf(Files.getAttribute(directory, "unix:gid"));
        Path missing = directory.resolve("data");

        try (RegistryStorage storage = provider.open(Map.of(
                "directory", missing.toString(), "directory-mode", "0710", "file-mode", "604", "group", group))) {
            Pushed.blob(storage, Pushed.APP, "layer");
        }

        assertEquals(FileMode.parse("0710"), EntryFacts.of(missing).mode());
        Path bytes = new Tree(missing).path(Tree.data(Pushed.digest("layer")));
        assertEquals(FileMode.parse("0604"), EntryFacts.of(bytes).mode());
    }

    @Test
    void aFileIsNoStorage() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThrows(NotDirectoryException.class, () -> provider.open(Map.of("directory", file.toString())));
    }

    private void assertRefused(String message, Map<String, String> settings) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> provider.open(settings))
                        .getMessage());
    }
}
