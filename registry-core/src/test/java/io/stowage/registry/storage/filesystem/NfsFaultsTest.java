package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static io.stowage.registry.storage.filesystem.Pushed.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.testing.FakeTime;
import io.stowage.registry.testing.nfs.Faults;
import io.stowage.registry.testing.nfs.NfsClient;
import io.stowage.registry.testing.nfs.NfsServer;
import io.stowage.registry.testing.nfs.NfsVersion;
import io.stowage.registry.testing.nfs.Procedure;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One thing goes wrong between the client of instance A and the server, at each step in turn; B looks on. */
class NfsFaultsTest {
    private static final RepositoryName OTHER = RepositoryName.parse("other");
    private static final Tag V1 = Tag.parse("v1");
    private static final StoredManifest IMAGE = Pushed.image("image");
    private static final StoredManifest SIGNATURE = Pushed.referrer("signature", IMAGE.digest());
    private static final PageRequest ALL = PageRequest.first(100);

    @TempDir(factory = MemoryBackedTempDir.class)
    Path temporary;

    private int rounds;
    private Path directory;
    private NfsClient clientA;
    private NfsClient clientB;
    private FilesystemStorage a;
    private FilesystemStorage b;

    @BeforeEach
    void mount() throws IOException {
        directory = Files.createDirectory(temporary.resolve("round" + rounds++));
        NfsServer server = new NfsServer(directory, NfsVersion.V3, new FakeTime());
        clientA = server.mount();
        FilesystemStorage.Builder builder = FilesystemStorage.builder(clientA.root());
        if (rounds % 2 == 0) {
            builder.directoryMode(FileMode.parse("2770"));
        }
        a = builder.open();
        clientB = server.mount();
        b = FilesystemStorage.builder(clientB.root()).open();
    }

    @ParameterizedTest
    @EnumSource
    void aLostReplyChangesNoAnswer(Procedure procedure) throws IOException {
        int step = 0;
        do {
            mount();
            clientA.faults().loseReply(procedure, step++);
            push();
            assertHoldsAll(b);
            delete();
            assertEquals(List.of(), b.uploads().startedBefore(Instant.MAX));
            assertEquals(List.of(), interrupted());
        } while (clientA.faults().happened());
        assertTrue(step > 3, step + " calls of " + procedure);
    }

    @Test
    void aStaleHandleIsLookedUpAgain() throws IOException {
        push();
        int step = 0;
        do {
            Faults faults = clientA.faults();
            faults.staleHandle(step++);
            assertHoldsAll(a);
        } while (clientA.faults().happened());
        assertTrue(step > 10, step + " files and directories were opened");
    }

    @Test
    void aFileThatIsReplacedAgainAndAgainIsReadAtLast() throws IOException {
        push();

        clientB.faults().atRandom(new Random(5), 0, 0.1);

        for (int look = 0; look < 20; look++) {
            assertHoldsAll(b);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCouldNotBeWrittenIsNotThereAndCanBeWrittenAgain(WriteError error) throws IOException {
        int step = 0;
        boolean failed;
        do {
            mount();
            error.plan(clientA.faults(), step++);
            failed = false;
            try {
                push();
            } catch (IOException e) {
                failed = true;
                assertEquals("No space left on device", e.getMessage());
                assertEquals(List.of(), interrupted(), "nothing half done is left where nobody looks");
                assertWholeOrAbsent(b);
                push();
            }
            assertHoldsAll(b);
        } while (clientA.faults().happened());
        assertFalse(failed);
        assertTrue(step > 3, step + " writes");
    }

    enum WriteError {
        WHEN_FORCED,
        WHEN_CLOSED;

        void plan(Faults faults, int skip) {
            if (this == WHEN_FORCED) {
                faults.failForce(skip, "No space left on device");
            } else {
                faults.failClose(skip, "No space left on device");
            }
        }
    }

    @Test
    @Timeout(60)
    void aTagIsWaitedForThatIsAwayWhileItIsReplaced() throws Exception {
        push();
        CompletableFuture<Optional<Digest>> seen = new CompletableFuture<>();
        clientA.faults().whileAnOpenFileIsReplaced(() -> {
            clientB.faults().staleHandle(5); // B has looked at least once when that happens
            seen.completeAsync(this::tagSeenByB);
            while (!clientB.faults().happened()) {
                Thread.onSpinWait();
            }
        });
        Path link = clientA.root().resolve("docker/registry/v2/repositories/team/app/_manifests/tags/v1/current/link");
        try (FileChannel open = FileChannel.open(link)) {
            a.tags().put(APP, V1, SIGNATURE.digest());
            assertTrue(open.isOpen());
        }

        assertEquals(Optional.of(SIGNATURE.digest()), seen.get());
    }

    private Optional<Digest> tagSeenByB() {
        try {
            return b.tags().find(APP, V1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBlobThatCameBackFromTheQuarantineIsSeenByOthersAtOnce() throws IOException {
        Digest layer = Pushed.blob(a, APP, "layer");
        try (InspectedContent content = a.inspection().openContent(layer).orElseThrow()) {
            assertThrows(
                    IOException.class,
                    () -> content.quarantine(bytes -> {
                        throw new IOException("the disk is in trouble");
                    }));
        }

        assertEquals(Optional.of("layer"), Pushed.read(b, APP, layer));
        assertEquals(Optional.of("layer"), Pushed.read(a, APP, layer));
    }

    @Test
    void aBlobThatAnotherPutAsideIsBroughtBackByWhoTellsThatItIsThere() throws IOException {
        Digest layer = Pushed.blob(a, APP, "layer");
        assertTrue(b.blobs().find(APP, layer).isPresent(), "now the client of B knows where it lies");
        collect(a);

        assertTrue(b.blobs().find(APP, layer).isPresent());

        collect(a);
        assertEquals(Optional.of("layer"), Pushed.read(b, APP, layer), "put aside again, not removed");
        collect(a);
        collect(a);
        assertEquals(Optional.empty(), b.blobs().find(APP, layer));
    }

    /** A sweep to which nothing is needed. */
    private static void collect(FilesystemStorage storage) throws IOException {
        try (var sweep = storage.sweep(Duration.ZERO)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, manifest -> false, blob -> false));
            sweep.finish((blobs, bytes) -> {});
        }
    }

    private void push() throws IOException {
        Pushed.blob(a, APP, "layer");
        PendingUpload upload = a.uploads().create(APP, Instant.EPOCH);
        append(upload, "in ");
        append(upload, "two parts");
        upload.commit(Pushed.digest("in two parts"));
        assertTrue(a.blobs().mount(APP, OTHER, Pushed.digest("layer")));
        a.manifests().put(APP, IMAGE);
        a.manifests().put(APP, SIGNATURE);
        a.tags().put(APP, V1, SIGNATURE.digest());
        a.tags().put(APP, V1, IMAGE.digest());
    }

    private static void assertHoldsAll(FilesystemStorage storage) throws IOException {
        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, Pushed.digest("layer")));
        assertEquals(Optional.of("layer"), Pushed.read(storage, OTHER, Pushed.digest("layer")));
        assertEquals(Optional.of("in two parts"), Pushed.read(storage, APP, Pushed.digest("in two parts")));
        assertEquals(Optional.of(IMAGE), storage.manifests().find(APP, IMAGE.digest()));
        assertEquals(Optional.of(IMAGE.digest()), storage.tags().find(APP, V1));
        assertEquals(List.of(V1), storage.tags().list(APP, ALL).entries());
        assertEquals(List.of(V1), storage.tags().pointingTo(APP, IMAGE.digest()));
        assertEquals(
                List.of(SIGNATURE.digest()),
                storage.manifests().referrers(APP, IMAGE.digest(), ALL).entries());
        assertEquals(List.of(APP), storage.repositories().list(ALL).entries());
    }

    private static void assertWholeOrAbsent(FilesystemStorage storage) throws IOException {
        for (String content : List.of("layer", "in two parts")) {
            Optional<String> read = Pushed.read(storage, APP, Pushed.digest(content));
            assertTrue(read.isEmpty() || read.get().equals(content), () -> "read " + read);
        }
        Optional<Digest> tagged = storage.tags().find(APP, V1);
        if (tagged.isPresent()) {
            assertTrue(storage.manifests().find(APP, tagged.get()).isPresent());
        }
    }

    private void delete() throws IOException {
        assertTrue(a.tags().delete(APP, V1));
        assertTrue(a.manifests().delete(APP, IMAGE.digest()));
        assertTrue(a.blobs().delete(OTHER, Pushed.digest("layer")));
        PendingUpload upload = a.uploads().create(APP, Instant.EPOCH);
        append(upload, "never mind");
        a.uploads().find(APP, upload.id()).orElseThrow().cancel();

        assertEquals(Optional.empty(), b.tags().find(APP, V1));
        assertEquals(Optional.empty(), b.manifests().find(APP, IMAGE.digest()));
        assertEquals(Optional.empty(), b.blobs().find(OTHER, Pushed.digest("layer")));
        assertEquals(Optional.empty(), b.uploads().find(APP, upload.id()));
        assertFalse(b.tags().delete(APP, V1));
        assertFalse(a.manifests().delete(APP, IMAGE.digest()));
        assertFalse(b.blobs().delete(OTHER, Pushed.digest("layer")));
    }

    private List<Path> interrupted() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(FilesystemLayout::isTemporary)
                    .filter(path -> !path.resolveSibling("").endsWith("_uploads"))
                    .toList();
        }
    }
}
