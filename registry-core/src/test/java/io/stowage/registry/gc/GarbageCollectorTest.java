package io.stowage.registry.gc;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.index;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.Reference;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.gc.GarbageCollector.Settings;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the collector takes for needed. */
class GarbageCollectorTest {
    private static final String IMAGE_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final Tag LATEST = Tag.parse("latest");
    private static final Duration NONE = Duration.ZERO;

    private final RegistryStorage storage = InMemoryStorage.create();
    private final Registry registry =
            Registry.builder(storage).allowSparse(true).build();
    private final Repository repository = registry.repository(REPOSITORY);

    @Test
    void blobsOfNoManifestGo() throws IOException {
        Digest layer = push(repository, bytes("layer"));

        CollectorReport report = collectAll(Optional.empty());

        assertEquals(new SweepReport.Tally(0, 1, 1, 5), report.swept().freed());
        assertThrows(RegistryException.class, () -> repository.blobs().get(layer));
    }

    @Test
    void untaggedManifestsStayUnlessTheyAreToGo() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());

        collectAll(Optional.empty());
        assertTrue(has(image));
        collectAll(Optional.of(Duration.ofHours(1)));
        assertTrue(has(image), "it is younger");
        collectAll(Optional.of(NONE));
        assertTrue(!has(image));
    }

    @Test
    void aTaggedManifestStaysAtAnyAge() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.of(LATEST));

        collectAll(Optional.of(NONE));

        assertTrue(has(image));
        assertEquals(3, repository.blobs().get(sha256(bytes("one"))).size());
    }

    @Test
    void childrenOfATaggedIndexStayAlsoBelowAnother() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        byte[] inner = put(index(descriptor(IMAGE_TYPE, image), ""), Optional.empty());
        byte[] outer = put(index(descriptor(INDEX_TYPE, inner), ""), Optional.of(LATEST));

        collectAll(Optional.of(NONE));

        assertTrue(has(image) && has(inner) && has(outer));
        assertEquals(3, repository.blobs().get(sha256(bytes("one"))).size());
    }

    @Test
    void referrersStayWithTheirSubjectAndThoseOfReferrersToo() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.of(LATEST));
        byte[] signature = put(imageOf("two", subject(image)), Optional.empty());
        byte[] note = put(imageOf("three", subject(signature)), Optional.empty());

        collectAll(Optional.of(NONE));
        assertTrue(has(signature) && has(note));
        repository.tags().delete(LATEST);
        collectAll(Optional.of(NONE));

        assertTrue(!has(image) && !has(signature) && !has(note));
    }

    @Test
    void aReferrerWithoutItsSubjectIsAManifestLikeOthers() throws IOException {
        byte[] absent = imageOf("absent", "");
        byte[] tagged = put(imageOf("two", subject(absent)), Optional.of(LATEST));
        byte[] untagged = put(imageOf("three", subject(absent)), Optional.empty());

        collectAll(Optional.empty());
        assertTrue(has(untagged));
        collectAll(Optional.of(NONE));

        assertTrue(has(tagged) && !has(untagged));
    }

    @Test
    void aSubjectDoesNotStayForItsReferrers() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        byte[] signature = put(imageOf("two", subject(image)), Optional.of(LATEST));

        collectAll(Optional.of(NONE));

        assertTrue(!has(image) && has(signature));
    }

    @Test
    void aManifestThatIsTaggedWhileItIsAsideStaysAlsoInARunThatLeavesUntaggedOnesAlone() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        collector(Optional.of(NONE)).collect();
        // So it is after a push that looked for the manifest before the run, and put its tag after the run had read
        // them.
        storage.tags().put(REPOSITORY, LATEST, sha256(image));

        collectAll(Optional.empty());

        assertTrue(has(image));
        assertEquals(3, repository.blobs().get(sha256(bytes("one"))).size());
    }

    @Test
    void aRunThatLeavesUntaggedOnesAloneFinishesWhatAnotherPutAside() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        collector(Optional.of(NONE)).collect();

        collectAll(Optional.empty());

        assertTrue(!has(image));
    }

    @Test
    void whoAsksForAManifestThatIsAsideFindsWithItAllThatItHad() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        byte[] index = put(index(descriptor(IMAGE_TYPE, image), ""), Optional.empty());

        for (int run = 0; run < 5; run++) {
            collector(Optional.of(NONE)).collect();
            assertTrue(has(index)); // and no more is asked for, until
        }

        assertTrue(has(image));
        assertEquals(3, repository.blobs().get(sha256(bytes("one"))).size());
    }

    @Test
    void whatNobodyAsksForGoesWithTheManifestsThatNamedIt() throws IOException {
        byte[] image = put(imageOf("one", ""), Optional.empty());
        byte[] index = put(index(descriptor(IMAGE_TYPE, image), ""), Optional.empty());

        SweepReport.Tally freed = collectAll(Optional.of(NONE)).swept().freed();

        assertEquals(new SweepReport.Tally(2, 1, 1, 3), freed);
        assertTrue(!has(image) && !has(index));
    }

    @Test
    void aRehearsalCountsWhatAllRunsTogetherFree() throws IOException {
        put(imageOf("one", ""), Optional.empty());
        push(repository, bytes("layer"));
        repository.uploads().start(DigestAlgorithm.SHA256);

        CollectorReport rehearsed = collector(Optional.of(NONE)).rehearse(progress -> {});
        CollectorReport done = collectAll(Optional.of(NONE));

        assertEquals(done.swept().freed(), rehearsed.swept().freed());
        assertEquals(1, rehearsed.swept().freed().manifests());
        assertEquals(2, rehearsed.swept().freed().links());
    }

    @Test
    void itTellsOfItsProgress() throws IOException {
        push(repository, bytes("layer"));
        List<CollectorProgress> heard = new ArrayList<>();

        collector(Optional.empty()).collect(heard::add);

        assertEquals(new CollectorProgress(1, 0, 0), heard.get(0));
        assertEquals(1, heard.get(heard.size() - 1).repositories());
    }

    @Test
    void itEndsWhenItsThreadIsInterruptedAndTheNextOneGoesOn() throws IOException {
        push(repository, bytes("layer"));

        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedIOException.class, () -> collector(Optional.empty()).collect());
        assertTrue(Thread.interrupted());

        assertEquals(1, collectAll(Optional.empty()).swept().freed().blobs());
    }

    private static byte[] imageOf(String config, String more) {
        return image(configOf(bytes(config)), "", more);
    }

    private static String subject(byte[] manifest) {
        return ",\"subject\":" + descriptor(IMAGE_TYPE, manifest);
    }

    /** Pushes a manifest after the blobs that tests give it as config. */
    private byte[] put(byte[] manifest, Optional<Tag> tag) throws IOException {
        for (String config : List.of("one", "two", "three")) {
            if (new String(manifest, UTF_8).contains(sha256(bytes(config)).toString())) {
                push(repository, bytes(config));
            }
        }
        Reference reference = tag.isPresent() ? tag.get() : sha256(manifest);
        repository.manifests().put(reference, Optional.empty(), manifest, List.of());
        return manifest;
    }

    private boolean has(byte[] manifest) throws IOException {
        try {
            repository.manifests().get(sha256(manifest));
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    private GarbageCollector collector(Optional<Duration> untagged) {
        return registry.garbageCollector(new Settings(NONE, untagged, NONE));
    }

    private CollectorReport collectAll(Optional<Duration> untagged) throws IOException {
        return collector(untagged).collectOffline(progress -> {});
    }
}
