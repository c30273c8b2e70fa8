package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StorageTrouble;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The data directory vanishes under a storage, or an unmounted volume leaves an empty one in its place. */
class DirectoryAwayTest {
    private static final RepositoryName OTHER = RepositoryName.parse("other");
    private static final PageRequest ALL = PageRequest.first(100);
    private static final Tag V1 = Tag.parse("v1");
    private static final StoredManifest IMAGE = Pushed.image("one");

    @TempDir
    private Path temp;

    private Path directory;
    private Path elsewhere;
    private FilesystemStorage storage;
    private PendingUpload upload;
    private Digest blob;

    @BeforeEach
    void fill() throws IOException {
        directory = Files.createDirectory(temp.resolve("data"));
        elsewhere = temp.resolve("elsewhere");
        storage = FilesystemStorage.open(directory);
        blob = Pushed.blob(storage, APP, "blob");
        storage.manifests().put(APP, IMAGE);
        storage.tags().put(APP, V1, IMAGE.digest());
        upload = storage.uploads().create(APP, Instant.EPOCH);
        Pushed.append(upload, "begun ");
    }

    @Test
    void aDirectoryThatIsGoneIsNotAnEmptyOne() throws IOException {
        Files.move(directory, elsewhere);

        everythingIsUnreachable();
        assertTrue(Files.notExists(directory), "it was made anew");
    }

    @Test
    void anEmptyDirectoryInItsPlaceIsNotBelievedAndNotFilled() throws IOException {
        Files.move(directory, elsewhere);
        Files.createDirectory(directory);

        everythingIsUnreachable();
        try (Stream<Path> entries = Files.list(directory)) {
            assertEquals(0, entries.count());
        }
    }

    @Test
    void whenItIsBackEverythingGoesOn() throws IOException {
        Files.move(directory, elsewhere);
        Files.createDirectory(directory);
        everythingIsUnreachable();
        Files.delete(directory);
        Files.move(elsewhere, directory);

        storage.check();
        assertEquals(Optional.of("blob"), Pushed.read(storage, APP, blob));
        Pushed.append(upload, "ended");
        upload.commit(Pushed.digest("begun ended"));
        assertEquals(Optional.of("begun ended"), Pushed.read(storage, APP, Pushed.digest("begun ended")));
    }

    @Test
    void aCopyOnAnotherDeviceInItsPlaceIsServed() throws IOException {
        Files.move(directory, elsewhere);
        Files.createDirectory(directory);
        copy(elsewhere, directory); // another inode, as after another mount

        assertEquals(Optional.of("blob"), Pushed.read(storage, APP, blob));
        assertEquals(Optional.empty(), storage.tags().find(OTHER, V1));
        storage.tags().put(OTHER, V1, IMAGE.digest());
        storage.check();
    }

    @Test
    void aDirectoryThatSomebodyEmptiedIsEmpty() throws IOException {
        new Trees(new DurableDirectories(directory, false, new NewEntries())).delete(directory.resolve("docker"));

        assertEquals(Optional.empty(), storage.blobs().find(APP, blob));
        assertEquals(Optional.empty(), storage.tags().find(APP, V1));
        assertEquals(
                "again",
                Pushed.read(storage, APP, Pushed.blob(storage, APP, "again")).orElseThrow());
        storage.check();
    }

    @Test
    void anUploadInProgressDoesNotSeemToHaveEnded() throws IOException {
        OutputStream open = upload.append(6);
        open.write('x');
        Files.move(directory, elsewhere);

        assertUnreachable("close", open::close);
        Files.move(elsewhere, directory);

        assertEquals(6, upload.size());
    }

    private void everythingIsUnreachable() {
        Map<String, Executable> operations = new LinkedHashMap<>();
        operations.put("check", storage::check);
        operations.put("find blob", () -> storage.blobs().find(APP, blob));
        operations.put("find absent blob", () -> storage.blobs().find(OTHER, blob));
        operations.put("find holder", () -> storage.blobs().findHolder(blob, repository -> true));
        operations.put("mount", () -> storage.blobs().mount(APP, OTHER, blob));
        operations.put("delete blob", () -> storage.blobs().delete(APP, blob));
        operations.put("find manifest", () -> storage.manifests().find(APP, IMAGE.digest()));
        operations.put("put manifest", () -> storage.manifests().put(OTHER, IMAGE));
        operations.put("delete manifest", () -> storage.manifests().delete(APP, IMAGE.digest()));
        operations.put("list manifests", () -> storage.manifests().list(APP, ALL));
        operations.put("referrers", () -> storage.manifests().referrers(APP, IMAGE.digest(), ALL));
        operations.put("find tag", () -> storage.tags().find(APP, V1));
        operations.put("put tag", () -> storage.tags().put(APP, V1, IMAGE.digest()));
        operations.put("delete tag", () -> storage.tags().delete(APP, V1));
        operations.put("list tags", () -> storage.tags().list(APP, ALL));
        operations.put("tags of", () -> storage.tags().pointingTo(APP, IMAGE.digest()));
        operations.put("catalog", () -> storage.repositories().list(ALL));
        operations.put("exists", () -> storage.repositories().exists(APP));
        operations.put("start upload", () -> storage.uploads().create(APP, Instant.EPOCH));
        operations.put("find upload", () -> storage.uploads().find(APP, upload.id()));
        operations.put("stale uploads", () -> storage.uploads().startedBefore(Instant.MAX));
        operations.put("upload size", upload::size);
        operations.put("append", () -> upload.append(6));
        operations.put("read upload", upload::read);
        operations.put("commit", () -> upload.commit(Pushed.digest("begun ")));
        operations.forEach(DirectoryAwayTest::assertUnreachable);
    }

    private static void assertUnreachable(String what, Executable operation) {
        IOException failure = assertThrows(IOException.class, operation, what);
        assertEquals(StorageTrouble.UNREACHABLE, StorageTrouble.of(failure), () -> what + ": " + failure);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk.filter(path -> !path.equals(from))::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
