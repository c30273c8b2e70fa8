package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.Tag;
import io.stowage.storage.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every tag which points to a digest is found, whoever wrote it. */
class TagIndexTest {
    private static final Digest ONE = Pushed.digest("one");
    private static final Digest TWO = Pushed.digest("two");
    private static final Tag V1 = Tag.parse("v1");
    private static final Tag V2 = Tag.parse("v2");
    private static final String INDEX = "repositories/team/app/_stowage/tagged";

    @TempDir
    Path directory;

    private Tree tree;
    private FilesystemStorage storage;

    @BeforeEach
    void open() throws IOException {
        tree = new Tree(directory);
        storage = FilesystemStorage.open(directory);
    }

    @Test
    void tagsOfAnotherRegistryAreFound() throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tree.tag("team/app", "v" + i, i % 2 == 0 ? ONE : TWO);
            if (i % 2 == 0) {
                tags.add(Tag.parse("v" + i));
            }
        }

        assertEquals(tags.stream().sorted().toList(), storage.tags().pointingTo(APP, ONE));
    }

    @Test
    void tagsThatAnotherRegistryMovedBetweenTwoRunsAreFound() throws IOException {
        storage.tags().put(APP, V1, ONE);
        storage.tags().put(APP, V2, ONE);
        assertEquals(List.of(V1, V2), storage.tags().pointingTo(APP, ONE));
        tree.tag("team/app", "v2", TWO).tag("team/app", "v3", ONE);

        FilesystemStorage again = FilesystemStorage.open(directory);

        assertEquals(List.of(V1, Tag.parse("v3")), again.tags().pointingTo(APP, ONE));
        assertEquals(List.of(V2), again.tags().pointingTo(APP, TWO));
    }

    @Test
    void tagsThatAnotherInstanceMovesAreFound() throws IOException {
        FilesystemStorage other = FilesystemStorage.open(directory);
        storage.tags().put(APP, V1, ONE);
        assertEquals(List.of(V1), other.tags().pointingTo(APP, ONE));

        storage.tags().put(APP, V1, TWO);
        storage.tags().put(APP, V2, ONE);

        assertEquals(List.of(V2), other.tags().pointingTo(APP, ONE));
        assertEquals(List.of(V1), other.tags().pointingTo(APP, TWO));
    }

    @Test
    void aTagComesBackToADigestThatItPointedToBefore() throws IOException {
        storage.tags().put(APP, V1, ONE);
        assertEquals(List.of(V1), storage.tags().pointingTo(APP, ONE));
        storage.tags().delete(APP, V1);
        assertEquals(List.of(), storage.tags().pointingTo(APP, ONE));

        storage.tags().put(APP, V1, ONE);

        assertEquals(List.of(V1), storage.tags().pointingTo(APP, ONE));
    }

    @Test
    void anIndexThatSomebodyRemovedIsMadeAgain() throws IOException {
        storage.tags().put(APP, V1, ONE);
        assertEquals(List.of(V1), storage.tags().pointingTo(APP, ONE));
        Path index = tree.path(INDEX);
        Files.move(index, directory.resolve("removed")); // so that its identity is not given to another

        assertEquals(List.of(V1), storage.tags().pointingTo(APP, ONE));
        assertEquals(1, entries(index));
    }

    @Test
    void whereTheIndexCannotBeWrittenAllTagsAreRead() throws IOException {
        for (int i = 0; i < 100; i++) {
            tree.tag("team/app", "v" + i, ONE);
        }
        tree.file(INDEX, "in the way");

        assertEquals(100, storage.tags().pointingTo(APP, ONE).size());
        assertEquals(List.of(), storage.tags().pointingTo(APP, TWO));
    }

    @Test
    void digestsWithTheSameBeginningAreToldApart() throws IOException {
        String beginning = "ab".repeat(32);
        Digest sha256 = new Digest(DigestAlgorithm.SHA256, beginning);
        Digest sha512 = new Digest(DigestAlgorithm.SHA512, beginning + "00".repeat(32));
        Digest other = new Digest(DigestAlgorithm.SHA512, beginning + "11".repeat(32));
        Tag longest = Tag.parse("t".repeat(128));

        storage.tags().put(APP, V1, sha256);
        storage.tags().put(APP, longest, sha512);
        storage.tags().put(APP, V2, other);

        assertEquals(List.of(V1), storage.tags().pointingTo(APP, sha256));
        assertEquals(List.of(longest), storage.tags().pointingTo(APP, sha512));
        assertEquals(List.of(V2), storage.tags().pointingTo(APP, other));
    }

    @Test
    void aDeletedTagLeavesNoEntry() throws IOException {
        storage.tags().put(APP, V1, ONE);

        storage.tags().delete(APP, V1);

        assertEquals(Map.of(), tree.files());
    }

    @Test
    void aSweepClearsWhatMovedTagsLeftOfManifestsThatAreNoMore() throws IOException {
        storage.manifests().put(APP, Pushed.image("one"));
        storage.tags().put(APP, V1, TWO);
        storage.tags().put(APP, V1, Pushed.image("one").digest());
        assertEquals(2, entries(tree.path(INDEX)));

        sweep();

        assertEquals(1, entries(tree.path(INDEX)));
        assertEquals(
                List.of(V1), storage.tags().pointingTo(APP, Pushed.image("one").digest()));
    }

    @Test
    void aSweepLeavesTheEntriesOfTagsWhoseManifestIsNoMore() throws IOException {
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, Pushed.bytes("one"));
        storage.tags().put(APP, V1, ONE);
        storage.tags().put(APP, V2, sha512);

        sweep();

        assertEquals(List.of(V1), storage.tags().pointingTo(APP, ONE));
        assertEquals(List.of(V2), storage.tags().pointingTo(APP, sha512));
    }

    private void sweep() throws IOException {
        try (Sweep sweep = storage.sweep(Duration.ZERO)) {
            sweep.visitRepositories(name -> sweep.retain(name, manifest -> true, blob -> true));
            sweep.finish((blobs, bytes) -> {});
        }
    }

    private static long entries(Path index) throws IOException {
        try (Stream<Path> files = Files.walk(index)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
