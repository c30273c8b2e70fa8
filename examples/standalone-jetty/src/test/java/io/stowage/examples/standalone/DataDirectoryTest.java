package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void aMissingDirectoryIsMadeAndLeftEmpty() throws Exception {
        Path made = prepare(temp.resolve("a/b with blanks/ü"));

        assertEquals(temp.resolve("a/b with blanks/ü"), made);
        try (var entries = Files.list(made)) {
            assertEquals(0, entries.count());
        }
    }

    @Test
    void aLinkToADirectoryWillDo() throws Exception {
        Path real = Files.createDirectory(temp.resolve("real"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);

        assertEquals(link, prepare(link));
        assertEquals(link.resolve("below"), prepare(link.resolve("below")));
    }

    @Test
    void aFileInTheWayIsNamedWithItsOwnerAndModeAndOurOwnAccount() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        String message = refusal(file.resolve("below/it"));

        assertTrue(
                message.startsWith(
                        "cannot use data directory " + file + "/below/it: not a directory; " + file + " is owned by "),
                message);
        assertTrue(message.contains("(uid " + Files.getAttribute(file, "unix:uid") + ")"), message);
        assertTrue(message.contains("mode 0644") || message.contains("mode 06"), message);
        assertTrue(message.contains("this process runs as " + Account.own().text()), message);
        assertTrue(message.contains("--data"), message);
    }

    @Test
    void aFileWhereTheRegistryKeepsItsDirectoriesIsNamed() throws IOException {
        Files.createDirectories(temp.resolve("docker/registry"));
        Path file = Files.createFile(temp.resolve("docker/registry/v2"));

        String message = refusal(temp);

        assertTrue(message.contains("not a directory; " + file + " is owned by"), message);
    }

    @Test
    void whatIsThereIsTriedAndLeftAsItIs() throws Exception {
        Path deep = Files.createDirectories(temp.resolve("docker/registry/v2/blobs/sha256"));
        Files.createDirectories(temp.resolve("docker/registry/v2/repositories"));

        prepare(temp);

        try (var entries = Files.walk(temp)) {
            assertEquals(7, entries.count());
        }
        Files.delete(deep);
        Files.createFile(deep);
        String message = refusal(temp);
        assertTrue(
                message.startsWith("cannot use data directory " + temp + ": cannot keep files in " + deep
                        + ": not a directory; " + deep + " is owned by "),
                message);
    }

    private static Path prepare(Path path) throws StartException {
        return new DataDirectory(path, new StorageOptions()).prepare();
    }

    private static String refusal(Path directory) {
        return String.valueOf(
                assertThrows(StartException.class, () -> prepare(directory)).getMessage());
    }
}
