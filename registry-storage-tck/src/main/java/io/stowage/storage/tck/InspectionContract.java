package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.SupportsInspection;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Inspection} promises. Content is damaged by committing bytes under a digest that is not theirs. */
abstract class InspectionContract extends StorageContract {
    private static final byte[] CONTENT = utf8("what is in the blob");
    private static final byte[] DAMAGED = utf8("what is in the blob, damaged");
    private static final Digest DIGEST = sha256(CONTENT);
    private static final Tag V1 = Tag.parse("v1");

    private final RegistryStorageContract implementation;

    InspectionContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
        this.implementation = implementation;
    }

    @BeforeEach
    void onlyIfClaimed() {
        assumeTrue(implementation.features().contains(StorageFeature.INSPECTION), "the storage claims no such feature");
    }

    // ---- what is shown

    @Test
    void anEmptyStorageShowsNothing() throws Exception {
        assertEquals(Map.of(), contents(Optional.empty()));
        inspection().visitRepositories(repository -> {
            throw new AssertionError("there is no " + repository);
        });
        inspection().visitQuarantine((digest, size) -> {
            throw new AssertionError("there is no " + digest);
        });
    }

    @Test
    void blobsAndManifestsAreShownWithTheirSizesInTheOrderOfTheirDigests() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);
        Map<String, Long> expected = new TreeMap<>();
        expected.put(manifest.digest().toString(), (long) manifest.size());
        for (int length = 0; length < 40; length++) {
            DigestAlgorithm algorithm = length % 5 == 0 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256;
            RepositoryName repository = length % 2 == 0 ? APP : OTHER;
            expected.put(pushBlob(repository, bytes(length), algorithm).toString(), (long) length);
        }

        Map<String, Long> shown = contents(Optional.empty());

        assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(shown.entrySet()));
    }

    @Test
    void whatIsSharedIsShownOnce() throws Exception {
        pushBlob(APP, CONTENT);
        assertTrue(storage().blobs().mount(APP, OTHER, DIGEST));

        assertEquals(Map.of(DIGEST.toString(), (long) CONTENT.length), contents(Optional.empty()));
    }

    @Test
    void aVisitCanGoOnWhereAnotherStopped() throws Exception {
        for (int length = 0; length < 30; length++) {
            pushBlob(APP, bytes(length), length % 3 == 0 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256);
        }
        List<String> all = List.copyOf(contents(Optional.empty()).keySet());

        for (int seen = 0; seen < all.size(); seen++) {
            Digest last = Digest.parse(all.get(seen));
            assertEquals(
                    all.subList(seen + 1, all.size()),
                    List.copyOf(contents(Optional.of(last)).keySet()));
        }
        Digest notThere = sha256(utf8("not there"));
        List<String> after = all.stream()
                .filter(digest -> digest.compareTo(notThere.toString()) > 0)
                .toList();
        assertEquals(after, List.copyOf(contents(Optional.of(notThere)).keySet()));
    }

    @Test
    void anExceptionOfTheVisitorEndsTheVisit() throws Exception {
        pushBlob(APP, CONTENT);

        IOException thrown = assertThrows(
                IOException.class,
                () -> inspection().visitContent(Optional.empty(), (digest, size) -> {
                    throw new IOException("enough");
                }));

        assertEquals("enough", thrown.getMessage());
    }

    @Test
    void repositoriesAreShownThatHaveNothingButABlobOrAnUpload() throws Exception {
        RepositoryName third = RepositoryName.parse("third");
        pushBlob(APP, CONTENT);
        startUpload(third, CONTENT);
        storage().manifests().put(OTHER, SampleManifests.image("one"));

        List<RepositoryName> shown = new ArrayList<>();
        inspection().visitRepositories(shown::add);

        assertTrue(shown.containsAll(List.of(APP, OTHER, third)), shown.toString());
    }

    @Test
    void linksAreShownInTheirRepository() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        Digest longDigest = pushBlob(APP, CONTENT, DigestAlgorithm.SHA512);
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, V1, manifest.digest());
        pushBlob(OTHER, CONTENT);

        Links app = links(APP);
        Links other = links(OTHER);

        assertEquals(Map.of(V1, Optional.of(manifest.digest())), app.tags);
        assertEquals(Map.of(manifest.digest(), true), app.manifests);
        assertEquals(Map.of(longDigest, Optional.of(longDigest)), app.blobs);
        assertEquals(Map.of(), other.tags);
        assertEquals(Map.of(), other.manifests);
        assertEquals(Map.of(DIGEST, Optional.of(DIGEST)), other.blobs);
    }

    @Test
    void whatWasDeletedIsShownNoMore() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        pushBlob(APP, CONTENT);
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, V1, manifest.digest());

        storage().tags().delete(APP, V1);
        storage().manifests().delete(APP, manifest.digest());
        storage().blobs().delete(APP, DIGEST);

        Links links = links(APP);
        assertEquals(Map.of(), links.tags);
        assertEquals(Map.of(), links.manifests);
        assertEquals(Map.of(), links.blobs);
    }

    @Test
    void bytesCanBeReadWhateverTheirDigest() throws Exception {
        commitDamaged();

        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            assertEquals(DIGEST, content.digest());
            assertEquals(DAMAGED.length, content.size());
            assertArrayEquals(DAMAGED, content.read().readAllBytes());
        }
        assertTrue(inspection().openContent(sha256(utf8("unknown"))).isEmpty());
    }

    @Test
    void lookingBringsNothingBackThatIsAside() throws Exception {
        assumeTrue(implementation.features().contains(StorageFeature.SWEEP), "nothing is ever aside");
        pushBlob(APP, CONTENT);
        sweep();
        assertEquals(Map.of(), links(APP).blobs);

        contents(Optional.empty());
        inspection().visitAside((digest, size) -> {});
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            assertArrayEquals(CONTENT, content.read().readAllBytes());
        }

        assertEquals(Map.of(), links(APP).blobs);
        assertHolds(elsewhere(), APP, DIGEST, CONTENT);
    }

    // ---- the quarantine

    @Test
    void whatIsDamagedIsOutOfReachInEveryRepository() throws Exception {
        commitDamaged();
        assertTrue(storage().blobs().mount(APP, OTHER, DIGEST));

        assertTrue(quarantine());

        assertDoesNotHold(elsewhere(), APP, DIGEST);
        assertDoesNotHold(elsewhere(), OTHER, DIGEST);
        assertFalse(elsewhere().blobs().mount(APP, RepositoryName.parse("third"), DIGEST));
        assertEquals(Optional.empty(), elsewhere().blobs().findHolder(DIGEST, any -> true));
        assertEquals(Map.of(), contents(Optional.empty()));
        assertEquals(List.of(DIGEST + " " + DAMAGED.length), quarantined());
    }

    @Test
    void theNextPushHealsIt() throws Exception {
        commitDamaged();
        assertTrue(quarantine());

        PendingUpload upload = elsewhere().uploads().create(APP, START);
        append(upload, CONTENT);
        upload.commit(DIGEST);

        assertHolds(storage(), APP, DIGEST, CONTENT);
        assertHolds(elsewhere(), APP, DIGEST, CONTENT);
        assertEquals(List.of(DIGEST + " " + DAMAGED.length), quarantined());
    }

    @Test
    void aPushOfWhatLiesDamagedHealsItWithoutAQuarantine() throws Exception {
        for (byte[] damaged : List.of(DAMAGED, new byte[0], new byte[CONTENT.length], new byte[CONTENT.length - 1])) {
            startUpload(APP, damaged).commit(DIGEST);

            pushBlob(APP, CONTENT);

            assertHolds(elsewhere(), APP, DIGEST, CONTENT);
        }
    }

    @Test
    void whatWasReplacedSinceItWasOpenedStays() throws Exception {
        commitDamaged();
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            content.read().readAllBytes();
            pushBlob(APP, CONTENT);

            assertFalse(content.quarantine(bytes -> isDamaged(bytes)));
        }

        assertHolds(elsewhere(), APP, DIGEST, CONTENT);
    }

    @Test
    void whatWasDeletedSinceItWasOpenedIsLeftAlone() throws Exception {
        commitDamaged();
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            storage().blobs().delete(APP, DIGEST);
            content.quarantine(bytes -> isDamaged(bytes));
        }

        assertDoesNotHold(elsewhere(), APP, DIGEST);
    }

    @Test
    void whatIsFoundSoundWhenReadAgainStays() throws Exception {
        pushBlob(APP, CONTENT);
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            assertFalse(content.quarantine(bytes -> isDamaged(bytes)));
        }

        assertHolds(elsewhere(), APP, DIGEST, CONTENT);
        assertEquals(List.of(), quarantined());
    }

    @Test
    void whatCannotBeReadAgainStays() throws Exception {
        commitDamaged();
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            assertThrows(
                    IOException.class,
                    () -> content.quarantine(bytes -> {
                        throw new IOException("the disk is in trouble");
                    }));
        }

        assertHolds(elsewhere(), APP, DIGEST, DAMAGED);
    }

    // ---- notes

    @Test
    void aNoteIsSeenByOthersUntilItIsReplaced() throws Exception {
        SupportsInspection another = (SupportsInspection) elsewhere();
        assertEquals(Optional.empty(), another.inspection().note("some-note"));

        inspection().keepNote("some-note", "half way");
        assertEquals(Optional.of("half way"), another.inspection().note("some-note"));
        another.inspection().keepNote("some-note", "done: ä€😀\n");
        another.inspection().keepNote("other-note", "");

        assertEquals(Optional.of("done: ä€😀\n"), inspection().note("some-note"));
        assertEquals(Optional.of(""), inspection().note("other-note"));
    }

    private Inspection inspection() {
        return ((SupportsInspection) storage()).inspection();
    }

    private void commitDamaged() throws IOException {
        startUpload(APP, DAMAGED).commit(DIGEST);
    }

    private boolean quarantine() throws IOException {
        try (InspectedContent content = inspection().openContent(DIGEST).orElseThrow()) {
            return content.quarantine(bytes -> isDamaged(bytes));
        }
    }

    private static boolean isDamaged(InputStream bytes) throws IOException {
        return !sha256(bytes.readAllBytes()).equals(DIGEST);
    }

    private Map<String, Long> contents(Optional<Digest> after) throws IOException {
        Map<String, Long> contents = new LinkedHashMap<>();
        inspection().visitContent(after, (digest, size) -> contents.put(digest.toString(), size));
        return contents;
    }

    private List<String> quarantined() throws IOException {
        List<String> quarantined = new ArrayList<>();
        inspection().visitQuarantine((digest, size) -> quarantined.add(digest + " " + size));
        return quarantined;
    }

    private void sweep() throws IOException {
        try (Sweep sweep = ((SupportsSweep) storage()).sweep(Duration.ZERO)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> false, any -> false));
            sweep.finish((count, bytes) -> {});
        }
    }

    private static final class Links implements Inspection.LinkVisitor {
        private final Map<Tag, Optional<Digest>> tags = new LinkedHashMap<>();
        private final Map<Digest, Boolean> manifests = new LinkedHashMap<>();
        private final Map<Digest, Optional<Digest>> blobs = new LinkedHashMap<>();

        @Override
        public void tag(Tag tag, Optional<Digest> target) {
            tags.put(tag, target);
        }

        @Override
        public void manifest(Digest digest, boolean understood) {
            manifests.put(digest, understood);
        }

        @Override
        public void blob(Digest digest, Optional<Digest> stored) {
            blobs.put(digest, stored);
        }
    }

    private Links links(RepositoryName repository) throws IOException {
        Links links = new Links();
        inspection().visitTags(repository, links);
        inspection().visitManifests(repository, links);
        inspection().visitBlobs(repository, links);
        return links;
    }
}
