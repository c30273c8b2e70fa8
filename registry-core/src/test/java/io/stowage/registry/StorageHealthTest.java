package io.stowage.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.internal.LogLines;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.registry.testing.FakeTime;
import io.stowage.storage.BlobStore;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RepositoryCatalog;
import io.stowage.storage.StorageFailedException;
import io.stowage.storage.StorageTrouble;
import io.stowage.storage.TagStore;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageHealthTest {
    private final IOException full = new IOException("No space left on device");

    private final FakeTime time = new FakeTime();
    private final Tried storage = new Tried();
    private final StorageHealth health =
            Registry.builder(storage).clock(time).build().health();
    private final LogLines log = new LogLines(StorageHealth.class);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void aStorageIsGreenUntilSomethingIsKnownOfIt() {
        assertTrue(health.state().isGreen());
        assertTrue(health.state().isReadable());
        health.check();
        assertTrue(health.state().isGreen());
        assertEquals(List.of(), log.take());
    }

    @Test
    void aRequestThatMetAFullDiskTurnsItRed() {
        assertTrue(health.failed(full));

        assertEquals(Optional.of(StorageTrouble.FULL), health.state().trouble());
        assertEquals(time.instant(), health.state().since());
        assertTrue(health.state().isReadable(), "a full disk can be pulled from");
    }

    @Test
    void manyFailuresAreOneLineAndTheEndIsAnother() {
        for (int i = 0; i < 100; i++) {
            assertTrue(health.failed(full));
        }
        assertEquals(
                List.of("SEVERE storage: full, pushes fail and pulls go on (No space left on device)"), log.take());

        time.pass(Duration.ofSeconds(20));
        health.check();

        assertTrue(health.state().isGreen());
        assertEquals(List.of("INFO storage: works again, after 20 s of trouble"), log.take());
    }

    @Test
    void aCheckThatFailsTurnsItRedAndOneThatSucceedsGreen() {
        storage.failure = new StorageFailedException(StorageTrouble.UNREACHABLE, "not mounted");
        health.check();
        assertEquals(Optional.of(StorageTrouble.UNREACHABLE), health.state().trouble());
        assertFalse(health.state().isReadable());

        storage.failure = new AccessDeniedException("/data");
        health.check();
        assertEquals(Optional.of(StorageTrouble.FORBIDDEN), health.state().trouble());

        storage.failure = null;
        health.check();
        assertTrue(health.state().isGreen());
    }

    @Test
    void aLittleRoomDoesNotTurnItGreenWhileLargePushesFail() {
        for (int i = 0; i < 10; i++) {
            health.failed(full);
            time.pass(Duration.ofSeconds(9));
            health.check();
            assertFalse(health.state().isGreen());
        }
        assertEquals(1, log.take().size());

        time.pass(Duration.ofSeconds(6));
        health.check();

        assertTrue(health.state().isGreen());
    }

    @Test
    void aDiskThatIsBackOrWritableAgainIsGreenWithTheNextCheck() {
        for (StorageTrouble trouble : List.of(StorageTrouble.READ_ONLY, StorageTrouble.UNREACHABLE)) {
            assertTrue(health.failed(new StorageFailedException(trouble, "for a test")));
            assertFalse(health.state().isGreen());
            health.check();
            assertTrue(health.state().isGreen());
        }
    }

    @Test
    void whatConcernsOneFileTurnsNothingRed() {
        assertFalse(health.failed(new AccessDeniedException("/data/a")));
        assertFalse(health.failed(new IOException("whatever")));
        // a file that another machine removed, on NFS
        assertFalse(health.failed(new IOException("Stale file handle")));

        assertTrue(health.state().isGreen());
    }

    @Test
    void aDamagedMediumIsRedAndEveryRequestStaysWorthALine() {
        assertFalse(health.failed(new IOException("Input/output error")));
        assertFalse(health.failed(new IOException("Input/output error")));

        assertEquals(Optional.of(StorageTrouble.DAMAGED), health.state().trouble());
        assertTrue(health.state().isReadable(), "other places of it may be whole");
    }

    @Test
    void aStaleHandleIsKnownOnceACheckMetItToo() {
        storage.failure = new IOException("Stale file handle");
        health.check();

        assertTrue(health.failed(new IOException("Stale file handle")));
    }

    @Test
    void aCheckThatHangsIsSeenFromOutside() throws Exception {
        storage.hang = new CountDownLatch(1);
        Thread checker = new Thread(health::check);
        checker.start();
        assertTrue(storage.checking.await(10, TimeUnit.SECONDS));

        assertTrue(health.state().isGreen());
        time.pass(Duration.ofSeconds(31));
        assertEquals(Optional.of(StorageTrouble.UNREACHABLE), health.state().trouble());
        health.check(); // returns: another is at it

        storage.hang.countDown();
        checker.join();
        assertTrue(health.state().isGreen());
    }

    /** Fails or hangs when it is checked, as it is told. */
    private static final class Tried implements RegistryStorage {
        private final RegistryStorage content = InMemoryStorage.create();
        private final CountDownLatch checking = new CountDownLatch(1);
        private volatile @Nullable IOException failure;
        private volatile @Nullable CountDownLatch hang;

        @Override
        public void check() throws IOException {
            checking.countDown();
            CountDownLatch end = hang;
            if (end != null) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            IOException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public BlobStore blobs() {
            return content.blobs();
        }

        @Override
        public UploadStore uploads() {
            return content.uploads();
        }

        @Override
        public ManifestStore manifests() {
            return content.manifests();
        }

        @Override
        public TagStore tags() {
            return content.tags();
        }

        @Override
        public RepositoryCatalog repositories() {
            return content.repositories();
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
