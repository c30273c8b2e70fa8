package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactEntriesTest {
    private static final FileMode OPEN = FileMode.parse("0777");
    private static final FileMode WRITABLE = FileMode.parse("0666");

    @TempDir
    Path directory;

    private NewEntries entries;

    @BeforeEach
    void create() {
        entries = new ExactEntries(Optional.of(OPEN), Optional.of(WRITABLE), Optional.empty());
    }

    @Test
    void nothingIsLeftBesideWhatIsMade() throws IOException {
        entries.directory(directory.resolve("made"));
        entries.file(directory.resolve("made/file")).close();

        assertEquals(OPEN, EntryFacts.of(directory.resolve("made")).mode());
        assertEquals(WRITABLE, EntryFacts.of(directory.resolve("made/file")).mode());
        assertEquals(3, count());
    }

    @Test
    void aNameThatIsTakenIsLeftAsItIs() throws IOException {
        Path taken = Files.createDirectory(directory.resolve("taken"));
        FileMode before = EntryFacts.of(taken).mode();
        Path file = Files.createFile(directory.resolve("file"));

        assertThrows(FileAlreadyExistsException.class, () -> entries.directory(taken));
        assertThrows(FileAlreadyExistsException.class, () -> entries.directory(file));
        assertThrows(FileAlreadyExistsException.class, () -> entries.file(file));

        assertEquals(before, EntryFacts.of(taken).mode());
        assertEquals(3, count());
    }

    @Test
    void aMissingParentIsReportedAsMissing() throws IOException {
        assertThrows(NoSuchFileException.class, () -> entries.directory(directory.resolve("missing/made")));
        assertThrows(NoSuchFileException.class, () -> entries.file(directory.resolve("missing/made")));

        assertEquals(1, count());
    }

    @Test
    void aFileHasNoBytesBeforeItHasItsMode() throws IOException {
        try (FileChannel channel = entries.file(directory.resolve("file"))) {
            assertEquals(0, channel.size());
            entries.check(directory.resolve("file"));
        }
    }

    @Test
    void aTagsDirectoryIsNotMadeAmongTags() {
        Path manifests = directory.resolve("repositories/team/app/_manifests");

        assertEquals(
                manifests,
                FilesystemLayout.draft(manifests.resolve("tags/v1")).getParent(),
                "Distribution takes every name among tags for a tag");
        assertEquals(
                directory.resolve("repositories/tags"),
                FilesystemLayout.draft(directory.resolve("repositories/tags/v1"))
                        .getParent());
        assertTrue(FilesystemLayout.isTemporary(FilesystemLayout.draft(manifests)));
    }

    private long count() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.count();
        }
    }
}
