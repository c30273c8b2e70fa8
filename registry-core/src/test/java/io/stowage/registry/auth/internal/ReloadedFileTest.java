package io.stowage.registry.auth.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedFileTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the JDK's may overflow at any time
    private final LogLines log = new LogLines(ReloadedFile.class);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path path = Path.of("");

    @BeforeEach
    void writeFile() throws IOException {
        path = Files.writeString(temp.resolve("file"), "one");
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void aChangeIsSeenAtTheNextLookAndNotBefore() throws IOException {
        ReloadedFile<String> file = open();
        Files.writeString(path, "two");

        assertEquals("one", file.value());
        nanos.addAndGet(999_999_999);
        assertEquals("one", file.value());
        nanos.addAndGet(1);
        assertEquals("two", file.value());
        assertEquals(List.of("INFO the words in " + path + " changed, the new ones are in force"), log.take());
    }

    @Test
    void aFileThatStaysTheSameIsNotParsedAgain() throws IOException {
        ReloadedFile<String> file = open();
        String before = file.value();
        Files.setLastModifiedTime(path, FileTime.fromMillis(0));

        assertSame(before, later(file));
        assertEquals(List.of(), log.take());
    }

    @Test
    void aChangeThatTouchesNeitherTimeNorSizeIsSeen() throws IOException {
        FileTime time = Files.getLastModifiedTime(path);
        ReloadedFile<String> file = open();
        Files.writeString(path, "two");
        Files.setLastModifiedTime(path, time);

        assertEquals("two", later(file));
    }

    @Test
    void theSymlinkSwapOfAMountedVolumeIsSeen() throws IOException {
        Path first = Files.createDirectory(temp.resolve("..2026_01"));
        Path second = Files.createDirectory(temp.resolve("..2026_02"));
        Files.writeString(first.resolve("words"), "one");
        Files.writeString(second.resolve("words"), "two");
        Path data = Files.createSymbolicLink(temp.resolve("..data"), first.getFileName());
        path = Files.createSymbolicLink(temp.resolve("words"), Path.of("..data", "words"));
        ReloadedFile<String> file = open();

        Path next = Files.createSymbolicLink(temp.resolve("..data_tmp"), second.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

        assertEquals("two", later(file));
    }

    @Test
    void aBrokenNewVersionIsNamedOnceAndTheOldOneStays() throws IOException {
        ReloadedFile<String> file = open();
        Files.writeString(path, "bad");

        assertEquals("one", later(file));
        assertEquals("one", later(file));
        assertEquals(
                List.of("SEVERE the new words in " + path
                        + " cannot be used, those from before stay in force: line 1: bad"),
                log.take());

        Files.writeString(path, "bad");
        Files.writeString(path, "one");
        assertEquals("one", later(file));
        assertEquals(List.of("INFO the words in " + path + " are again those in force"), log.take());

        Files.writeString(path, "bad");
        later(file);
        assertEquals(1, log.take().size());
        Files.writeString(path, "two");
        assertEquals("two", later(file));
        assertEquals(1, log.take().size());
    }

    @Test
    void aFileThatIsGoneOrCannotBeReadIsNamedOnceAndTheOldOneStays() throws IOException {
        ReloadedFile<String> file = open();
        String stays = " in " + path + " cannot be used, those from before stay in force: ";

        Files.delete(path);
        assertEquals("one", later(file));
        assertEquals("one", later(file));
        assertEquals(List.of("SEVERE the new words" + stays + "it is not there"), log.take());

        Files.createDirectory(path);
        assertEquals("one", later(file));
        assertEquals(List.of("SEVERE the new words" + stays + "not a regular file"), log.take());

        Files.delete(path);
        Files.createFile(path);
        assertEquals("one", later(file));
        assertEquals(List.of("SEVERE the new words" + stays + "empty"), log.take());

        Files.write(path, new byte[] {'a', (byte) 0xff});
        assertEquals("one", later(file));
        assertEquals(List.of("SEVERE the new words" + stays + "not UTF-8"), log.take());

        Files.writeString(path, "x".repeat(11));
        assertEquals("one", later(file));
        assertEquals(List.of("SEVERE the new words" + stays + "larger than 10 bytes"), log.take());

        Files.writeString(path, "two");
        assertEquals("two", later(file));
    }

    @Test
    void whatCannotBeUsedIsRefusedAtTheStart() throws IOException {
        Files.writeString(path, "bad");
        assertEquals(
                "line 1: bad",
                assertThrows(FileSystemException.class, this::open).getReason());

        Files.delete(path);
        assertThrows(NoSuchFileException.class, this::open);

        Files.createDirectory(path);
        assertEquals(
                "not a regular file",
                assertThrows(FileSystemException.class, this::open).getReason());
    }

    @Test
    void aMarkOfUtf8IsNotPartOfTheText() throws IOException {
        Files.write(path, "\ufeffäöü".getBytes(UTF_8));

        assertEquals("äöü", open().value());
    }

    @Test
    void whileOneLooksTheOthersGoOnWithWhatIsThere() throws Exception {
        CountDownLatch parsing = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ReloadedFile<String> file = ReloadedFile.open(
                "words",
                path,
                10,
                text -> {
                    if (text.equals("two")) {
                        parsing.countDown();
                        await(mayEnd);
                    }
                    return text;
                },
                nanos::get);
        Files.writeString(path, "two");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<String> slow = other.submit(() -> later(file));
            parsing.await();

            assertEquals("one", later(file));

            mayEnd.countDown();
            assertEquals("two", slow.get());
        } finally {
            other.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private ReloadedFile<String> open() throws IOException {
        return ReloadedFile.open("words", path, 10, ReloadedFileTest::parse, nanos::get);
    }

    private static String parse(String text) {
        if (text.equals("bad") || text.isEmpty()) {
            throw new IllegalArgumentException(text.isEmpty() ? "empty" : "line 1: bad");
        }
        return text;
    }

    private String later(ReloadedFile<String> file) {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        return file.value();
    }
}
