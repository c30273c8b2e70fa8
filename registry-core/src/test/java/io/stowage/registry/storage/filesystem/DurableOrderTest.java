package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static io.stowage.registry.storage.filesystem.Pushed.append;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.Tag;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In which order names become visible and durable: whoever sees something may build on it, and be told that it lasts. */
@Timeout(60)
class DurableOrderTest {
    private static final Tag V1 = Tag.parse("v1");
    private static final Digest LAYER = Pushed.digest("layer");

    @TempDir
    Path directory;

    private final List<Path> synced = Collections.synchronizedList(new ArrayList<>());
    private Medium medium = path -> {};
    private Tree tree;
    private FilesystemStorage storage;

    private interface Medium {
        void sync(Path path) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        tree = new Tree(directory);
        storage = open(directory);
    }

    private FilesystemStorage open(Path data) throws IOException {
        return FilesystemStorage.builder(data)
                .medium(path -> {
                    medium.sync(path);
                    synced.add(path);
                })
                .open();
    }

    @Test
    void theDataDirectoryItselfIsDurable() throws IOException {
        Path above = directory.resolve("not/there");
        synced.clear();

        open(above.resolve("data"));

        assertEquals(List.of(above, directory.resolve("not"), directory), synced);
    }

    @Test
    void aDataDirectoryThatAnEarlierProcessMadeIsSyncedAgain() {
        assertEquals(List.of(directory.getParent()), synced);
    }

    @Test
    void aDataDirectoryBelowOneThatCannotBeSyncedIsServed() throws IOException {
        medium = path -> {
            throw new AccessDeniedException(path.toString());
        };

        open(directory);
        assertThrows(AccessDeniedException.class, () -> open(directory.resolve("new")));
    }

    @Test
    void aBlobIsSeenWhenItsBytesAreDurable() throws IOException {
        Path bytes = directoryOf(Tree.data(LAYER));
        medium = path -> {
            if (path.startsWith(bytes)) {
                assertTrue(Files.exists(tree.path(Tree.data(LAYER))));
                assertEquals(Optional.empty(), storage.blobs().find(APP, LAYER));
            }
        };

        Pushed.blob(storage, APP, "layer");

        assertEquals(1, Collections.frequency(synced, bytes));
        assertEquals(1, Collections.frequency(synced, directoryOf(Tree.layer("team/app", LAYER))));
    }

    @Test
    void aManifestIsSeenWhenItsBytesAreDurable() throws IOException {
        StoredManifest image = Pushed.image("image");
        Path bytes = directoryOf(Tree.data(image.digest()));
        medium = path -> {
            if (path.startsWith(bytes)) {
                assertTrue(Files.exists(tree.path(Tree.data(image.digest()))));
                assertEquals(Optional.empty(), storage.manifests().find(APP, image.digest()));
            }
        };

        storage.manifests().put(APP, image);

        assertEquals(1, Collections.frequency(synced, bytes));
        assertEquals(1, Collections.frequency(synced, directoryOf(Tree.revision("team/app", image.digest()))));
    }

    @Test
    void aTagIsSeenWhenItsIndexIsDurable() throws IOException {
        StoredManifest image = Pushed.image("image");
        storage.manifests().put(APP, image);
        Path current = directoryOf(Tree.current("team/app", "v1"));
        Path index = current.resolveSibling("index");
        medium = path -> {
            if (path.startsWith(index)) {
                assertEquals(Optional.empty(), storage.tags().find(APP, V1));
            }
        };

        storage.tags().put(APP, V1, image.digest());

        assertTrue(synced.containsAll(List.of(index, current)));
    }

    @Test
    void aManifestDoesNotRelyOnABlobWhoseNameIsNotYetDurable() throws Exception {
        Path link = directoryOf(Tree.layer("team/app", LAYER));
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        medium = path -> {
            if (path.equals(link)) {
                arrived.countDown();
                await(released);
            }
        };
        FutureTask<?> blob = start(() -> Pushed.blob(storage, APP, "layer"));
        await(arrived);
        assertTrue(storage.blobs().find(APP, LAYER).isPresent(), "another client finds it already");
        StoredManifest image = Pushed.image(LAYER, 5);
        FutureTask<?> manifest = start(() -> {
            storage.manifests().put(APP, image);
            return image;
        });

        assertThrows(TimeoutException.class, () -> manifest.get(200, MILLISECONDS));
        assertEquals(Optional.empty(), storage.manifests().find(APP, image.digest()));
        released.countDown();

        blob.get(30, SECONDS);
        manifest.get(30, SECONDS);
        assertTrue(synced.indexOf(link) < synced.indexOf(directoryOf(Tree.revision("team/app", image.digest()))));
    }

    @Test
    void whatAnotherInstanceLeftIsSyncedOnceAndNotForEachManifest() throws IOException {
        tree.blob("team/app", LAYER, "layer");
        Path link = directoryOf(Tree.layer("team/app", LAYER));

        storage.manifests().put(APP, Pushed.image(LAYER, 5));
        storage.manifests().put(APP, Pushed.image(LAYER, 6));

        assertEquals(1, Collections.frequency(synced, link));
    }

    @Test
    void thePartsOfAnUploadNeedNoNamesThatLast() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        synced.clear();

        append(upload, "la");
        append(upload, "yer");

        assertEquals(List.of(), synced);
    }

    @Test
    void aFailedSyncFailsTheWriteWhichCanBeDoneAgain() throws IOException {
        Path link = directoryOf(Tree.layer("team/app", LAYER));
        medium = path -> {
            if (path.equals(link)) {
                throw new IOException("Input/output error");
            }
        };
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        assertThrows(IOException.class, () -> upload.commit(LAYER));

        assertEquals(5, upload.size());
        assertThrows(IOException.class, () -> upload.commit(LAYER));

        medium = synced::add; // there is room again
        synced.clear();
        upload.commit(LAYER);

        assertTrue(synced.contains(link), synced.toString());
        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
    }

    @Test
    void whereASyncFailedNamesAreWrittenAnewAndNotOnlySyncedAgain() throws IOException {
        StoredManifest subject = Pushed.image("subject");
        StoredManifest image = Pushed.referrer("image", subject.digest());
        for (String file : List.of(
                Tree.data(LAYER),
                Tree.layer("team/app", LAYER),
                Tree.data(image.digest()),
                Tree.revision("team/app", image.digest()),
                Tree.current("team/app", "v1"),
                "repositories/team/app/_stowage/referrers/" + dashed(subject.digest()) + "/"
                        + dashed(image.digest()))) {
            Path failing = directoryOf(file);
            medium = path -> {
                if (path.equals(failing)) {
                    throw new IOException("Input/output error");
                }
            };
            assertThrows(IOException.class, () -> pushAll(image), file);
            Object dropped = identityOf(file);
            medium = path -> {};

            pushAll(image);

            assertNotEquals(dropped, identityOf(file), file);
            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
            storage = open(directory); // one that knows nothing of it
        }
    }

    @Test
    void anUploadThatIsCommittedAgainWritesTheNameOfItsBytesAnew() throws IOException {
        Path bytes = directoryOf(Tree.data(LAYER));
        medium = path -> {
            if (path.equals(bytes)) {
                throw new IOException("Input/output error");
            }
        };
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        assertThrows(IOException.class, () -> upload.commit(LAYER));
        Object dropped = identityOf(Tree.data(LAYER));
        medium = path -> {};

        upload.commit(LAYER);

        assertNotEquals(dropped, identityOf(Tree.data(LAYER)));
        assertEquals(Optional.of("layer"), Pushed.read(storage, APP, LAYER));
    }

    @Test
    void aManifestDoesNotRelyOnANameThatAFailedSyncMayHaveLost() throws IOException {
        String link = Tree.layer("team/app", LAYER);
        Path failing = directoryOf(link);
        medium = path -> {
            if (path.equals(failing)) {
                throw new IOException("Input/output error");
            }
        };
        assertThrows(IOException.class, () -> Pushed.blob(storage, APP, "layer"));
        Object dropped = identityOf(link);
        assertTrue(storage.blobs().find(APP, LAYER).isPresent(), "another client finds it");
        assertThrows(IOException.class, () -> storage.manifests().put(APP, Pushed.image(LAYER, 5)));
        medium = path -> {};
        synced.clear();

        storage.manifests().put(APP, Pushed.image(LAYER, 5));

        assertNotEquals(dropped, identityOf(link));
        assertEquals(1, Collections.frequency(synced, failing));
        synced.clear();
        storage.manifests().put(APP, Pushed.image(LAYER, 6));
        assertFalse(synced.contains(failing), "it is known now");
    }

    @Test
    void aDeleteThatCouldNotBeSyncedIsNotAnswered() throws IOException {
        Pushed.blob(storage, APP, "layer");
        medium = path -> {
            throw new IOException("Input/output error");
        };

        assertThrows(IOException.class, () -> storage.blobs().delete(APP, LAYER));
    }

    @Test
    void aDeleteWhoseDirectoryWentMeanwhileIsDurableAllTheSame() throws IOException {
        Pushed.blob(storage, APP, "layer");
        Path link = directoryOf(Tree.layer("team/app", LAYER));
        synced.clear();
        medium = path -> {
            if (path.equals(link)) {
                Files.delete(link); // a collector finds it empty
                throw new NoSuchFileException(path.toString());
            }
        };

        assertTrue(storage.blobs().delete(APP, LAYER));

        assertEquals(List.of(Objects.requireNonNull(link.getParent())), synced);
    }

    @Test
    void whatIsDeletedStaysSo() throws IOException {
        Pushed.blob(storage, APP, "layer");
        synced.clear();

        assertTrue(storage.blobs().delete(APP, LAYER));

        assertEquals(List.of(directoryOf(Tree.layer("team/app", LAYER))), synced);
    }

    @Test
    void withoutSyncingNothingIsSynced() throws IOException {
        synced.clear();
        storage = FilesystemStorage.builder(directory)
                .medium(path -> synced.add(path))
                .sync(false)
                .open();

        Pushed.blob(storage, APP, "layer");
        storage.manifests().put(APP, Pushed.image(LAYER, 5));

        assertFalse(Files.notExists(tree.path(Tree.data(LAYER))));
        assertEquals(List.of(), synced);
    }

    private void pushAll(StoredManifest image) throws IOException {
        Pushed.blob(storage, APP, "layer");
        storage.manifests().put(APP, image);
        storage.tags().put(APP, V1, image.digest());
    }

    private Object identityOf(String file) throws IOException {
        // a second name for the file, so that its number is not used again when the first is gone
        Path kept = directory.resolve(UUID.randomUUID().toString());
        Files.createLink(kept, tree.path(file));
        return Objects.requireNonNull(
                Files.readAttributes(kept, BasicFileAttributes.class).fileKey());
    }

    private static String dashed(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }

    private Path directoryOf(String file) {
        return Objects.requireNonNull(tree.path(file).getParent());
    }

    private static FutureTask<?> start(Callable<Object> action) {
        FutureTask<Object> task = new FutureTask<>(action);
        Thread thread = new Thread(task, "pusher");
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
