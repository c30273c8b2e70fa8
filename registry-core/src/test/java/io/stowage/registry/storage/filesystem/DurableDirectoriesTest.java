package io.stowage.registry.storage.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DurableDirectoriesTest {
    @TempDir
    Path data;

    private Path tags;
    private volatile SharedSyncs.Medium medium = path -> {};
    private DurableDirectories directories;

    @BeforeEach
    void open() throws IOException {
        tags = data.resolve("tags");
        directories = new DurableDirectories(
                new DataRoot(new FilesystemLayout(data)),
                Optional.of(path -> medium.sync(path)),
                EntrySettings.NONE.entries(data));
    }

    @Test
    void namesWrittenBeforeASyncOfAnotherFailedAreWrittenAnew() throws Exception {
        CountDownLatch syncing = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger();
        medium = path -> {
            if (path.equals(tags) && syncs.getAndIncrement() == 0) {
                syncing.countDown();
                await(failing);
                throw new IOException("Input/output error");
            }
        };
        FutureTask<@Nullable Void> first = start(() -> directories.within(tags, () -> write("first")));
        await(syncing);
        List<String> seen = new ArrayList<>();
        FutureTask<@Nullable Void> second = start(() -> directories.within(tags, () -> {
            seen.add(directories.isDoubtful(tags) ? "doubtful" : "trusted");
            write("second");
            failing.countDown();
        }));

        assertThrows(ExecutionException.class, () -> first.get(30, SECONDS));
        second.get(30, SECONDS);
        assertEquals(List.of("trusted", "doubtful"), seen);
        assertEquals(3, syncs.get());
    }

    @Test
    void aDirectoryThatGoesIsMadeAgainWhicheverNameIsMissed() throws Exception {
        String missing = tags.resolve("v1").toString();
        for (NoSuchFileException failure :
                List.of(new NoSuchFileException(missing), new NoSuchFileException("elsewhere", missing, null))) {
            List<Boolean> there = new ArrayList<>();

            directories.within(tags, () -> {
                there.add(Files.isDirectory(tags));
                if (there.size() == 1) {
                    Files.delete(tags);
                    throw failure;
                }
            });

            assertEquals(List.of(true, true), there);
        }
    }

    /** The draft is missed in a directory that another draft has replaced meanwhile, as one that is empty can be. */
    @Test
    void aDirectoryThatIsReplacedUnderADraftTakesAnother() throws IOException {
        Path missed = FilesystemLayout.temporary(tags);
        AtomicInteger drafts = new AtomicInteger();
        NewEntries entries = new NewEntries() {
            @Override
            void directory(Path path) throws IOException {
                if (path.endsWith("v1") && drafts.incrementAndGet() <= 2) {
                    throw new NoSuchFileException(missed.toString());
                }
                super.directory(path);
            }
        };
        directories = new DurableDirectories(data, true, entries);

        directories.within(tags.resolve("v1/current"), () -> {});

        assertTrue(Files.isDirectory(tags.resolve("v1/current")));
    }

    @Test
    void aFileThatIsMissedElsewhereIsForTheCaller() {
        AtomicInteger calls = new AtomicInteger();

        assertThrows(
                NoSuchFileException.class,
                () -> directories.within(tags, () -> {
                    calls.incrementAndGet();
                    throw new NoSuchFileException("elsewhere", "somewhere", null);
                }));

        assertEquals(1, calls.get());
    }

    @Test
    void aDirectoryThatFailsIsGivenUpAtOnceAndUsableAfterwards() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        medium = path -> {
            throw new IOException("Input/output error");
        };
        assertThrows(IOException.class, () -> directories.within(tags, calls::incrementAndGet));
        assertEquals(1, calls.get());
        assertTrue(directories.isDoubtful(tags));
        medium = path -> {};

        directories.within(tags, calls::incrementAndGet);

        assertEquals(2, calls.get());
    }

    private void write(String name) throws IOException {
        Files.writeString(tags.resolve(name), name);
    }

    private static FutureTask<@Nullable Void> start(DurableDirectories.Action action) {
        Callable<@Nullable Void> call = () -> {
            action.run();
            return null;
        };
        FutureTask<@Nullable Void> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "writer");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(30, SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
