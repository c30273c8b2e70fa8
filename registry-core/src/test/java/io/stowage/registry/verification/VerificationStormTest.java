package io.stowage.registry.verification;

import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.verification.ContentVerifier.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blobs are damaged and pushed again without pause by one instance while others verify: only damaged bytes come to the
 * quarantine, and what was pushed is there.
 */
class VerificationStormTest {
    private static final int WRITERS = 3;
    private static final int VERIFIERS = 2;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("stowage.storm.seconds", 12) / 4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void onlyWhatIsDamagedIsTakenAway() throws Exception {
        AtomicLong pushes = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        long end = System.nanoTime() + NANOS;
        CountDownLatch writing = new CountDownLatch(WRITERS);
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String content = "the content of writer " + i;
            work.add(() -> {
                try (Store store = new Store(directory)) {
                    Path data = store.data(sha256(bytes(content)));
                    for (int round = 0; System.nanoTime() < end || round < 4; round++) {
                        store.blob("team/app", content);
                        pushes.incrementAndGet();
                        assertComesBack(data, content);
                        damage(data);
                        if (round % 2 == 0) {
                            awaitTaken(data, content);
                        }
                    }
                    store.blob("team/app", content);
                    writing.countDown();
                }
                return null;
            });
        }
        for (int i = 0; i < VERIFIERS; i++) {
            work.add(() -> {
                try (Store store = new Store(directory)) {
                    while (writing.getCount() > 0) {
                        VerificationReport report =
                                store.registry.contentVerifier(Settings.DEFAULT).verify(progress -> {});
                        taken.addAndGet(report.findings().stream()
                                .filter(Finding::quarantined)
                                .count());
                    }
                }
                return null;
            });
        }

        runAll(work);

        assertTrue(pushes.get() >= 4 * WRITERS && taken.get() > 0, pushes + " pushes, " + taken + " taken");
        try (Store store = new Store(directory)) {
            assertTrue(store.registry
                    .contentVerifier(Settings.DEFAULT)
                    .verify(progress -> {})
                    .isSound());
            assertEquals(WRITERS, count(store.path("blobs")));
            try (Stream<Path> quarantine = Files.list(store.path("stowage/quarantine"))) {
                for (Path kept : quarantine.toList()) {
                    String name = String.valueOf(kept.getFileName());
                    Digest digest = Digest.parse(
                            name.substring(0, name.lastIndexOf('-')).replaceFirst("-", ":"));
                    assertNotEquals(digest, sha256(Files.readAllBytes(kept)));
                }
            }
        }
    }

    /** It may be away for the moment in which it is found that it should not have been taken. */
    private static void assertComesBack(Path data, String content) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                assertEquals(content, Files.readString(data));
                return;
            } catch (NoSuchFileException e) {
                assertTrue(System.nanoTime() < end, "it did not come back");
                Thread.onSpinWait();
            }
        }
    }

    /** Or replaced by the whole one, if just that was taken by mistake and came back. */
    private static void awaitTaken(Path data, String content) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (isDamaged(data, content)) {
            assertTrue(System.nanoTime() < end, "it was not found");
            Thread.onSpinWait();
        }
    }

    private static boolean isDamaged(Path data, String content) throws IOException {
        try {
            return !Files.readString(data).equals(content);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void damage(Path data) throws IOException {
        Path damaged = data.resolveSibling(".damage-" + Thread.currentThread().getId() + ".tmp");
        Files.writeString(damaged, "something else of about the same size");
        Files.move(damaged, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long count(Path blobs) throws IOException {
        try (Stream<Path> walk = Files.walk(blobs)) {
            return walk.filter(path -> path.endsWith("data")).count();
        }
    }

    private static void runAll(List<Callable<Void>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(work.size());
        try {
            CompletionService<Void> done = new ExecutorCompletionService<>(pool);
            work.forEach(done::submit);
            for (int i = 0; i < work.size(); i++) {
                done.take().get(); // the first failure first: the others only wait for it
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
