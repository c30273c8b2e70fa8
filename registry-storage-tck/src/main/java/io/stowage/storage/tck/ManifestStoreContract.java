package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link io.stowage.storage.ManifestStore} promises. */
abstract class ManifestStoreContract extends StorageContract {

    ManifestStoreContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    // ---- put and find

    @ParameterizedTest
    @EnumSource
    void aManifestOfEachKindIsFoundAsItWasPut(DigestAlgorithm algorithm) throws Exception {
        List<StoredManifest> manifests = SampleManifests.ofEachKind(algorithm);

        for (StoredManifest manifest : manifests) {
            storage().manifests().put(APP, manifest);
        }

        RegistryStorage seen = elsewhere();
        for (StoredManifest manifest : manifests) {
            assertFound(manifest, seen, APP);
        }
        list(APP).assertIs(sorted(manifests));
    }

    @Test
    void aManifestOfFourMebibytesIsFoundByteForByte() throws Exception {
        StoredManifest manifest = SampleManifests.large(4 * 1024 * 1024 - 1_000);

        storage().manifests().put(APP, manifest);

        assertFound(manifest, elsewhere(), APP);
    }

    @Test
    void anUnknownManifestIsAbsent() throws Exception {
        storage().manifests().put(APP, SampleManifests.image("one"));

        assertAbsent(SampleManifests.image("two"), elsewhere(), APP);
        assertAbsent(SampleManifests.image("one"), elsewhere(), RepositoryName.parse("never/heard/of"));
    }

    @Test
    void aManifestThatOnlyAnotherRepositoryHoldsIsAbsent() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");

        storage().manifests().put(OTHER, manifest);

        assertAbsent(manifest, elsewhere(), APP);
        list(APP).assertIs(List.of());
    }

    @Test
    void aManifestThatWasAskedForTooEarlyIsFoundOnceItIsThere() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        assertAbsent(manifest, elsewhere(), APP);

        storage().manifests().put(APP, manifest);

        assertFound(manifest, elsewhere(), APP);
    }

    @Test
    void aBlobIsNotAManifest() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());

        pushBlob(APP, manifest.content());

        assertAbsent(manifest, elsewhere(), APP);
        list(APP).assertIs(List.of());
        referrers(APP, manifest.subject().orElseThrow()).assertIs(List.of());
    }

    @Test
    void aManifestStaysWhenTheBlobOfTheSameBytesIsDeleted() throws Exception {
        StoredManifest manifest = SampleManifests.image("both");
        pushBlob(APP, manifest.content());
        storage().manifests().put(APP, manifest);

        assertTrue(storage().blobs().delete(APP, manifest.digest()));

        assertFound(manifest, elsewhere(), APP);
    }

    @Test
    void putMayBeRepeated() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());

        storage().manifests().put(APP, manifest);
        storage().manifests().put(APP, manifest);

        assertFound(manifest, elsewhere(), APP);
        list(APP).assertIs(List.of(manifest.digest()));
        referrers(APP, manifest.subject().orElseThrow()).assertIs(List.of(manifest.digest()));
        assertTrue(storage().manifests().delete(APP, manifest.digest()));
        assertAbsent(manifest, elsewhere(), APP);
    }

    @Test
    void theSameContentUnderTwoAlgorithmsIsTwoManifests() throws Exception {
        StoredManifest shorter = SampleManifests.image("one", DigestAlgorithm.SHA256, Optional.empty());
        StoredManifest longer = SampleManifests.image("one", DigestAlgorithm.SHA512, Optional.empty());
        storage().manifests().put(APP, shorter);
        assertAbsent(longer, elsewhere(), APP);
        storage().manifests().put(APP, longer);

        assertTrue(storage().manifests().delete(APP, shorter.digest()));

        assertAbsent(shorter, elsewhere(), APP);
        assertFound(longer, elsewhere(), APP);
    }

    @Test
    void whoeverChangesTheContentHeGotChangesNothing() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        StoredManifest found =
                elsewhere().manifests().find(APP, manifest.digest()).orElseThrow();
        Arrays.fill(found.content(), (byte) 'x');

        assertFound(manifest, elsewhere(), APP);
    }

    @Test
    void aManifestNeedsNoneOfWhatItNames() throws Exception {
        StoredManifest index = SampleManifests.index("children are not here");

        storage().manifests().put(APP, index);

        assertFound(index, elsewhere(), APP);
    }

    @Test
    void repositoriesWithPeculiarNamesKeepTheirManifestsApart() throws Exception {
        for (RepositoryName name : PECULIAR_NAMES) {
            storage().manifests().put(name, SampleManifests.image(name.value()));
        }

        RegistryStorage seen = elsewhere();
        for (RepositoryName owner : PECULIAR_NAMES) {
            StoredManifest manifest = SampleManifests.image(owner.value());
            Listing<Digest> listing = request -> seen.manifests().list(owner, request);
            assertEquals(List.of(manifest.digest()), listing.all());
            for (RepositoryName name : PECULIAR_NAMES) {
                assertEquals(name.equals(owner), isFound(manifest, seen, name), () -> name + " and " + owner);
            }
        }
    }

    // ---- delete

    @ParameterizedTest
    @EnumSource
    void aDeletedManifestIsGone(DigestAlgorithm algorithm) throws Exception {
        StoredManifest manifest = SampleManifests.image("one", algorithm, Optional.empty());
        storage().manifests().put(APP, manifest);

        boolean deleted = storage().manifests().delete(APP, manifest.digest());

        assertTrue(deleted);
        assertAbsent(manifest, elsewhere(), APP);
        list(APP).assertIs(List.of());
    }

    @Test
    void deletingTwiceAnswersFalse() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        assertTrue(storage().manifests().delete(APP, manifest.digest()));

        assertFalse(elsewhere().manifests().delete(APP, manifest.digest()));
        assertFalse(storage().manifests().delete(APP, manifest.digest()));
    }

    @Test
    void deletingWhatIsNotThereAnswersFalse() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(OTHER, manifest);

        assertFalse(storage().manifests().delete(APP, manifest.digest()));
        assertFalse(
                storage().manifests().delete(OTHER, SampleManifests.image("two").digest()));

        assertFound(manifest, elsewhere(), OTHER);
    }

    @Test
    void aManifestThatAnotherRepositoryHoldsTooStaysThere() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());
        storage().manifests().put(APP, manifest);
        storage().manifests().put(OTHER, manifest);

        assertTrue(storage().manifests().delete(APP, manifest.digest()));

        assertAbsent(manifest, elsewhere(), APP);
        assertFound(manifest, elsewhere(), OTHER);
        referrers(APP, manifest.subject().orElseThrow()).assertIs(List.of());
        referrers(OTHER, manifest.subject().orElseThrow()).assertIs(List.of(manifest.digest()));
    }

    @Test
    void aDeletedManifestCanBePutAgain() throws Exception {
        StoredManifest manifest =
                SampleManifests.referrer("one", SampleManifests.image("subject").digest());
        storage().manifests().put(APP, manifest);
        storage().manifests().delete(APP, manifest.digest());
        assertAbsent(manifest, elsewhere(), APP);

        storage().manifests().put(APP, manifest);

        assertFound(manifest, elsewhere(), APP);
        referrers(APP, manifest.subject().orElseThrow()).assertIs(List.of(manifest.digest()));
    }

    @Test
    void aTagStaysWhenItsManifestIsDeleted() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        Tag tag = Tag.parse("v1");
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, tag, manifest.digest());

        storage().manifests().delete(APP, manifest.digest());

        assertEquals(Optional.of(manifest.digest()), elsewhere().tags().find(APP, tag));
    }

    @Test
    void deletingInARepositoryLeavesItsNeighboursAlone() throws Exception {
        StoredManifest manifest = SampleManifests.image("everywhere");
        for (RepositoryName name : PECULIAR_NAMES) {
            storage().manifests().put(name, manifest);
        }

        assertTrue(storage().manifests().delete(RepositoryName.parse("a"), manifest.digest()));

        RegistryStorage seen = elsewhere();
        for (RepositoryName name : PECULIAR_NAMES) {
            assertEquals(!name.value().equals("a"), isFound(manifest, seen, name), name.value());
        }
    }

    // ---- list

    @Test
    void anUnknownRepositoryListsNoManifests() throws Exception {
        list(APP).assertIs(List.of());
    }

    @Test
    void manifestsAreListedInByteOrder() throws Exception {
        List<StoredManifest> manifests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            DigestAlgorithm algorithm = i % 4 == 0 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256;
            manifests.add(SampleManifests.image("number " + i, algorithm, Optional.empty()));
        }

        for (StoredManifest manifest : manifests) {
            storage().manifests().put(APP, manifest);
        }

        list(APP).assertIs(sorted(manifests));
    }

    // ---- referrers

    @Test
    void whatNothingRefersToHasNoReferrers() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        referrers(APP, manifest.digest()).assertIs(List.of());
        referrers(RepositoryName.parse("never/heard/of"), manifest.digest()).assertIs(List.of());
    }

    @ParameterizedTest
    @EnumSource
    void referrersOfEachKindAreListedUnderTheirSubject(DigestAlgorithm algorithm) throws Exception {
        StoredManifest subject = SampleManifests.image("subject", algorithm, Optional.empty());
        Optional<Digest> digest = Optional.of(subject.digest());
        List<StoredManifest> referrers = List.of(
                SampleManifests.image("referrer", DigestAlgorithm.SHA256, digest),
                SampleManifests.image("referrer", DigestAlgorithm.SHA512, digest),
                SampleManifests.index("referrer", DigestAlgorithm.SHA256, digest),
                SampleManifests.index("referrer", DigestAlgorithm.SHA512, digest));
        storage().manifests().put(APP, subject);
        storage().manifests().put(APP, SampleManifests.image("without subject"));

        for (StoredManifest referrer : referrers) {
            storage().manifests().put(APP, referrer);
        }

        referrers(APP, subject.digest()).assertIs(sorted(referrers));
    }

    @ParameterizedTest
    @EnumSource
    void theSubjectNeedNotExist(DigestAlgorithm algorithm) throws Exception {
        Digest missing =
                SampleManifests.image("missing", algorithm, Optional.empty()).digest();
        StoredManifest referrer = SampleManifests.referrer("one", missing);

        storage().manifests().put(APP, referrer);

        referrers(APP, missing).assertIs(List.of(referrer.digest()));
        assertTrue(elsewhere().manifests().find(APP, missing).isEmpty());
    }

    @Test
    void referrersStayWhenTheirSubjectIsDeleted() throws Exception {
        StoredManifest subject = SampleManifests.image("subject");
        StoredManifest referrer = SampleManifests.referrer("one", subject.digest());
        storage().manifests().put(APP, subject);
        storage().manifests().put(APP, referrer);

        storage().manifests().delete(APP, subject.digest());

        referrers(APP, subject.digest()).assertIs(List.of(referrer.digest()));
    }

    @Test
    void aDeletedReferrerIsNoMoreListed() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        StoredManifest one = SampleManifests.referrer("one", subject);
        StoredManifest two = SampleManifests.referrer("two", subject);
        storage().manifests().put(APP, one);
        storage().manifests().put(APP, two);
        referrers(APP, subject).assertIs(sorted(List.of(one, two)));

        storage().manifests().delete(APP, one.digest());

        referrers(APP, subject).assertIs(List.of(two.digest()));
    }

    @Test
    void aReferrerOfAReferrerIsListedUnderThatAlone() throws Exception {
        StoredManifest subject = SampleManifests.image("subject");
        StoredManifest signature = SampleManifests.referrer("signature", subject.digest());
        StoredManifest countersignature = SampleManifests.referrer("countersignature", signature.digest());

        for (StoredManifest manifest : List.of(countersignature, signature, subject)) {
            storage().manifests().put(APP, manifest);
        }

        referrers(APP, subject.digest()).assertIs(List.of(signature.digest()));
        referrers(APP, signature.digest()).assertIs(List.of(countersignature.digest()));
        referrers(APP, countersignature.digest()).assertIs(List.of());
    }

    @Test
    void referrersOfAnotherRepositoryDoNotCount() throws Exception {
        StoredManifest subject = SampleManifests.image("subject");
        storage().manifests().put(APP, subject);
        storage().manifests().put(OTHER, SampleManifests.referrer("one", subject.digest()));

        referrers(APP, subject.digest()).assertIs(List.of());
    }

    @Test
    void manyReferrersAreListedPageByPage() throws Exception {
        Digest subject = SampleManifests.image("subject").digest();
        List<StoredManifest> referrers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            referrers.add(SampleManifests.referrer("number " + i, subject));
        }

        for (StoredManifest referrer : referrers) {
            storage().manifests().put(APP, referrer);
        }

        referrers(APP, subject).assertIs(sorted(referrers));
    }

    private Listing<Digest> list(RepositoryName repository) throws Exception {
        RegistryStorage seen = elsewhere();
        return request -> seen.manifests().list(repository, request);
    }

    private Listing<Digest> referrers(RepositoryName repository, Digest subject) throws Exception {
        RegistryStorage seen = elsewhere();
        return request -> seen.manifests().referrers(repository, subject, request);
    }

    private static List<Digest> sorted(List<StoredManifest> manifests) {
        Stream<Digest> digests = manifests.stream().map(StoredManifest::digest);
        return digests.sorted(Comparator.comparing(Digest::toString)).toList();
    }

    private static void assertFound(StoredManifest expected, RegistryStorage storage, RepositoryName repository)
            throws IOException {
        StoredManifest found = storage.manifests()
                .find(repository, expected.digest())
                .orElseThrow(() -> new AssertionError(repository + " does not hold " + expected));
        assertEquals(expected.digest(), found.digest());
        assertEquals(expected.mediaType(), found.mediaType());
        assertArrayEquals(expected.content(), found.content());
        assertEquals(expected.subject(), found.subject());
    }

    private static void assertAbsent(StoredManifest manifest, RegistryStorage storage, RepositoryName repository) {
        assertFalse(isFound(manifest, storage, repository), () -> repository + " should not hold " + manifest);
    }

    private static boolean isFound(StoredManifest manifest, RegistryStorage storage, RepositoryName repository) {
        try {
            return storage.manifests().find(repository, manifest.digest()).isPresent();
        } catch (IOException e) {
            throw new AssertionError("cannot look for " + manifest + " in " + repository, e);
        }
    }
}
