package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.storage.PageRequest;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what is asked costs what it answers, counted in system calls, however much else there is. */
class CostTest {
    private static final int FEW = 40;
    private static final int MANY = 10 * FEW;
    private static final int PAGE = 10;
    /** Where something lies in a directory of another size, a call more or less. */
    private static final int SLACK = 5;

    private static final RepositoryName BIG = RepositoryName.parse("big");
    private static final StoredManifest SUBJECT = Pushed.image("subject");
    private static final StoredManifest MOVED = Pushed.image("moved");
    private static final Digest LAYER = Pushed.digest("layer 1");

    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    /** Something that is asked of a storage. */
    @FunctionalInterface
    private interface Question {
        void ask(FilesystemStorage storage) throws IOException;
    }

    @Test
    void aPageOfTags() throws IOException {
        Optional<String> middle = Optional.of("v3");
        assertSameCost(storage -> assertEquals(
                PAGE,
                storage.tags()
                        .list(BIG, new PageRequest(middle, PAGE))
                        .entries()
                        .size()));
    }

    @Test
    void aPageOfManifests() throws IOException {
        Optional<String> middle = Optional.of("sha256:8");
        assertSameCost(storage -> assertEquals(
                PAGE,
                storage.manifests()
                        .list(BIG, new PageRequest(middle, PAGE))
                        .entries()
                        .size()));
    }

    @Test
    void aPageOfReferrers() throws IOException {
        assertSameCost(storage -> assertEquals(
                PAGE,
                storage.manifests()
                        .referrers(BIG, SUBJECT.digest(), new PageRequest(Optional.empty(), PAGE))
                        .entries()
                        .size()));
    }

    @Test
    void aPageOfRepositories() throws IOException {
        assertSameCost(storage -> assertEquals(
                PAGE,
                storage.repositories()
                        .list(new PageRequest(Optional.of("team/3"), PAGE))
                        .entries()
                        .size()));
    }

    @Test
    void aBlobThatIsFound() throws IOException {
        assertSameCost(storage -> assertTrue(storage.blobs().find(BIG, LAYER).isPresent()));
    }

    @Test
    void aTagThatIsPushedAndDeleted() throws IOException {
        assertSameCost(storage -> {
            storage.manifests().put(BIG, MOVED);
            storage.tags().put(BIG, Tag.parse("w"), MOVED.digest());
            assertEquals(1, storage.tags().pointingTo(BIG, MOVED.digest()).size());
            storage.tags().delete(BIG, Tag.parse("w"));
            storage.manifests().delete(BIG, MOVED.digest());
        });
    }

    private void assertSameCost(Question question) throws IOException {
        int few = cost(FEW, question);
        int many = cost(MANY, question);

        assertTrue(many <= few + SLACK, many + " calls among " + MANY + ", " + few + " among " + FEW);
    }

    /** The calls for the second time: the first may look at what another registry wrote. */
    private int cost(int size, Question question) throws IOException {
        Path place = Files.createDirectory(directory.resolve(String.valueOf(size)));
        fill(new Tree(place), size);
        FaultyDisk disk = new FaultyDisk(place);
        try (FilesystemStorage storage = FilesystemStorage.open(disk.directory())) {
            question.ask(storage);
            AtomicInteger calls = new AtomicInteger();
            disk.fail("never", step -> {
                calls.incrementAndGet();
                return false;
            });
            question.ask(storage);
            return calls.get();
        }
    }

    private static void fill(Tree tree, int size) throws IOException {
        tree.manifest("big", SUBJECT);
        for (int i = 0; i < size; i++) {
            StoredManifest referrer = Pushed.referrer("referrer " + i, SUBJECT.digest());
            tree.blob("big", Pushed.digest("layer " + i), "layer " + i)
                    .manifest("big", referrer)
                    .tag("big", "v" + i, referrer.digest())
                    .manifest("team/" + i, SUBJECT);
        }
    }
}
