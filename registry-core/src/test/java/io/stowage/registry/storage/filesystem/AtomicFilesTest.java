package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path directory;

    private AtomicFiles files;

    @BeforeEach
    void create() {
        NewEntries entries = new NewEntries();
        files = new AtomicFiles(
                new DurableDirectories(directory, true, entries), new FreshLookups(directory, false), entries, true);
    }

    @Test
    void aFileIsWrittenWithTheDirectoriesAboveIt() throws IOException {
        files.write(directory.resolve("a/b/c"), bytes("content"));

        assertEquals("content", Files.readString(directory.resolve("a/b/c")));
        assertEquals(List.of("c"), names(directory.resolve("a/b")));
    }

    @Test
    void aFileIsReplaced() throws IOException {
        files.write(directory.resolve("a/b"), bytes("old"));

        files.write(directory.resolve("a/b"), bytes("new"));

        assertEquals("new", Files.readString(directory.resolve("a/b")));
        assertEquals(List.of("b"), names(directory.resolve("a")));
    }

    @Test
    void aFailedWriteLeavesNothing() throws IOException {
        Files.createDirectories(directory.resolve("a/taken/full"));

        assertThrows(IOException.class, () -> files.write(directory.resolve("a/taken"), bytes("content")));

        assertEquals(List.of("taken"), names(directory.resolve("a")));
    }

    @Test
    void directoriesThatWereRemovedAreMadeAgain() throws IOException {
        files.write(directory.resolve("a/b/c"), bytes("content"));
        new Trees(new DurableDirectories(directory, false, new NewEntries())).delete(directory.resolve("a"));

        files.write(directory.resolve("a/b/c"), bytes("content"));

        assertTrue(Files.exists(directory.resolve("a/b/c")));
    }

    @Test
    void aMissingRootIsAVolumeThatIsNotMounted() {
        NewEntries entries = new NewEntries();
        Path root = directory.resolve("unmounted");
        AtomicFiles unmounted = new AtomicFiles(
                new DurableDirectories(root, true, entries), new FreshLookups(root, false), entries, true);

        IOException refused =
                assertThrows(IOException.class, () -> unmounted.write(root.resolve("a/b"), bytes("content")));

        assertEquals(StorageTrouble.UNREACHABLE, StorageTrouble.of(refused));

        assertTrue(Files.notExists(root));
    }

    @Test
    void aFileInPlaceOfADirectoryIsNotReplaced() throws IOException {
        Files.createFile(directory.resolve("a"));

        for (String below : List.of("a/b", "a/b/c", "a/b/c/d")) {
            NotDirectoryException refused = assertThrows(
                    NotDirectoryException.class, () -> files.write(directory.resolve(below), bytes("content")));
            assertEquals(directory.resolve("a").toString(), refused.getFile());
        }
    }

    @Test
    void aNameIsLinkedOnceAndAgainOnlyToTheSameFile() throws IOException {
        Path first = Files.createFile(directory.resolve("first"));
        Path second = Files.createFile(directory.resolve("second"));
        Path name = directory.resolve("name");

        assertTrue(files.link(first, name));
        assertTrue(files.link(first, name), "the reply to the first try may have been lost");
        assertFalse(files.link(second, name));
        assertThrows(NoSuchFileException.class, () -> files.link(directory.resolve("gone"), directory.resolve("x")));
    }

    @Test
    void manyWritersOfOneNewDirectoryAllSucceed() throws Exception {
        int writers = 8;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Path file = directory.resolve("a/b/c/d/" + i);
            results.add(threads.submit(() -> {
                start.await();
                files.write(file, bytes("content"));
                return null;
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        threads.shutdown();

        assertEquals(writers, names(directory.resolve("a/b/c/d")).size());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
