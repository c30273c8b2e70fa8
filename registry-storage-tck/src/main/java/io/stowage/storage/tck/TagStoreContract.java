package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link io.stowage.storage.TagStore} promises. */
abstract class TagStoreContract extends StorageContract {
    private static final Tag V1 = Tag.parse("v1");
    private static final Tag V2 = Tag.parse("v2");
    private static final Digest ONE = SampleManifests.image("one").digest();
    private static final Digest TWO = SampleManifests.image("two").digest();

    /** Tags at the edges of the grammar, and such that a directory tree may use for itself. */
    private static final List<Tag> PECULIAR_TAGS = Stream.of(
                    "_",
                    "__",
                    "_.-",
                    "0",
                    "1.0",
                    "1..0",
                    "A",
                    "a",
                    "B",
                    "b",
                    "a-b",
                    "a.b",
                    "a_b",
                    "current",
                    "index",
                    "link",
                    "data",
                    "latest",
                    "Latest",
                    "LATEST",
                    "v1.tmp",
                    "tmp",
                    "sha256-" + "0".repeat(64),
                    "sha256",
                    "t".repeat(128),
                    "_" + ".".repeat(127),
                    "_" + "-".repeat(127))
            .map(Tag::parse)
            .toList();

    TagStoreContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    // ---- put and find

    @ParameterizedTest
    @EnumSource
    void aTagRemembersTheDigestAndItsAlgorithm(DigestAlgorithm algorithm) throws Exception {
        StoredManifest manifest = SampleManifests.image("one", algorithm, Optional.empty());
        storage().manifests().put(APP, manifest);

        storage().tags().put(APP, V1, manifest.digest());

        assertEquals(Optional.of(manifest.digest()), elsewhere().tags().find(APP, V1));
    }

    @Test
    void anUnknownTagIsAbsent() throws Exception {
        storage().tags().put(APP, V1, ONE);

        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V2));
        assertEquals(Optional.empty(), elsewhere().tags().find(RepositoryName.parse("never/heard/of"), V1));
    }

    @Test
    void aTagOfAnotherRepositoryIsAbsent() throws Exception {
        storage().tags().put(OTHER, V1, ONE);

        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V1));
        list(APP).assertIs(List.of());
    }

    @Test
    void aTagThatWasAskedForTooEarlyIsFoundOnceItIsThere() throws Exception {
        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V1));
        list(APP).assertIs(List.of());

        storage().tags().put(APP, V1, ONE);

        assertEquals(Optional.of(ONE), elsewhere().tags().find(APP, V1));
        list(APP).assertIs(List.of(V1));
    }

    @Test
    void theLastPutWins() throws Exception {
        Digest longer = SampleManifests.image("one", DigestAlgorithm.SHA512, Optional.empty())
                .digest();
        for (Digest digest : List.of(ONE, TWO, longer, ONE, longer, TWO)) {
            storage().tags().put(APP, V1, digest);

            assertEquals(Optional.of(digest), elsewhere().tags().find(APP, V1));
        }
        list(APP).assertIs(List.of(V1));
    }

    @Test
    void putMayBeRepeated() throws Exception {
        storage().tags().put(APP, V1, ONE);
        storage().tags().put(APP, V1, ONE);

        assertEquals(Optional.of(ONE), elsewhere().tags().find(APP, V1));
        list(APP).assertIs(List.of(V1));
        assertTrue(storage().tags().delete(APP, V1));
        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V1));
    }

    @Test
    void aTagNeedsNoManifest() throws Exception {
        storage().tags().put(APP, V1, ONE);

        assertEquals(Optional.of(ONE), elsewhere().tags().find(APP, V1));
    }

    @Test
    void aTagIsNoManifestAndNoBlob() throws Exception {
        storage().tags().put(APP, V1, ONE);

        assertTrue(elsewhere().manifests().find(APP, ONE).isEmpty());
        assertDoesNotHold(elsewhere(), APP, ONE);
    }

    @Test
    void peculiarTagsAreKeptApart() throws Exception {
        for (Tag tag : PECULIAR_TAGS) {
            storage().tags().put(APP, tag, SampleManifests.image(tag.name()).digest());
        }

        RegistryStorage seen = elsewhere();
        for (Tag tag : PECULIAR_TAGS) {
            assertEquals(
                    Optional.of(SampleManifests.image(tag.name()).digest()),
                    seen.tags().find(APP, tag));
        }
        list(APP).assertIs(PECULIAR_TAGS.stream().sorted().toList());
        assertTrue(storage().tags().delete(APP, Tag.parse("a")));
        list(APP)
                .assertIs(PECULIAR_TAGS.stream()
                        .filter(tag -> !tag.name().equals("a"))
                        .sorted()
                        .toList());
    }

    @Test
    void repositoriesWithPeculiarNamesKeepTheirTagsApart() throws Exception {
        for (RepositoryName name : PECULIAR_NAMES) {
            storage().tags().put(name, V1, SampleManifests.image(name.value()).digest());
        }

        RegistryStorage seen = elsewhere();
        for (RepositoryName name : PECULIAR_NAMES) {
            assertEquals(
                    Optional.of(SampleManifests.image(name.value()).digest()),
                    seen.tags().find(name, V1));
        }
        for (RepositoryName name : PECULIAR_NAMES) {
            assertEquals(List.of(V1), list(name).all());
        }
    }

    // ---- delete

    @Test
    void aDeletedTagIsGone() throws Exception {
        storage().tags().put(APP, V1, ONE);
        storage().tags().put(APP, V2, ONE);

        boolean deleted = storage().tags().delete(APP, V1);

        assertTrue(deleted);
        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V1));
        assertEquals(Optional.of(ONE), elsewhere().tags().find(APP, V2));
        list(APP).assertIs(List.of(V2));
    }

    @Test
    void deletingTwiceAnswersFalse() throws Exception {
        storage().tags().put(APP, V1, ONE);

        assertTrue(storage().tags().delete(APP, V1));

        assertFalse(elsewhere().tags().delete(APP, V1));
        assertFalse(storage().tags().delete(APP, V1));
    }

    @Test
    void deletingWhatIsNotThereAnswersFalse() throws Exception {
        storage().tags().put(OTHER, V1, ONE);

        assertFalse(storage().tags().delete(APP, V1));
        assertFalse(storage().tags().delete(OTHER, V2));

        assertEquals(Optional.of(ONE), elsewhere().tags().find(OTHER, V1));
    }

    @Test
    void whatADeletedTagPointedToStays() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, V1, manifest.digest());

        storage().tags().delete(APP, V1);

        assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
        assertTrue(elsewhere().repositories().exists(APP));
    }

    @Test
    void aDeletedTagCanBePutAgain() throws Exception {
        storage().tags().put(APP, V1, ONE);
        storage().tags().delete(APP, V1);
        assertEquals(Optional.empty(), elsewhere().tags().find(APP, V1));

        storage().tags().put(APP, V1, TWO);

        assertEquals(Optional.of(TWO), elsewhere().tags().find(APP, V1));
        assertEquals(List.of(V1), elsewhere().tags().pointingTo(APP, TWO));
    }

    // ---- list

    @Test
    void anUnknownRepositoryListsNoTags() throws Exception {
        list(APP).assertIs(List.of());
    }

    @Test
    void tagListPagesStartAfterLast() throws Exception {
        List<Tag> tags = new ArrayList<>();
        for (String name : List.of("b", "a", "c", "B", "b-", "b.", "b0", "b_", "10", "9", "_")) {
            tags.add(Tag.parse(name));
            storage().tags().put(APP, Tag.parse(name), ONE);
        }

        list(APP).assertIs(tags.stream().sorted().toList());
    }

    // ---- pointingTo

    @Test
    void theTagsOfADigestAreFoundInByteOrder() throws Exception {
        for (String name : List.of("v1", "latest", "V1", "v1.0")) {
            storage().tags().put(APP, Tag.parse(name), ONE);
        }
        storage().tags().put(APP, Tag.parse("another"), TWO);
        storage().tags().put(OTHER, Tag.parse("elsewhere"), ONE);

        List<Tag> found = elsewhere().tags().pointingTo(APP, ONE);

        assertEquals(Stream.of("V1", "latest", "v1", "v1.0").map(Tag::parse).toList(), found);
    }

    @Test
    void aDigestWithoutTagsHasNone() throws Exception {
        storage().tags().put(APP, V1, ONE);

        assertEquals(List.of(), elsewhere().tags().pointingTo(APP, TWO));
        assertEquals(List.of(), elsewhere().tags().pointingTo(RepositoryName.parse("never/heard/of"), ONE));
    }

    @Test
    void aTagThatMovedPointsToItsNewDigestOnly() throws Exception {
        Digest longer = SampleManifests.image("one", DigestAlgorithm.SHA512, Optional.empty())
                .digest();
        storage().tags().put(APP, V1, ONE);
        storage().tags().put(APP, V2, ONE);

        storage().tags().put(APP, V1, longer);

        assertEquals(List.of(V2), elsewhere().tags().pointingTo(APP, ONE));
        assertEquals(List.of(V1), elsewhere().tags().pointingTo(APP, longer));
    }

    @Test
    void aTagThatCameBackPointsToItsOldDigestAgain() throws Exception {
        storage().tags().put(APP, V1, ONE);
        storage().tags().put(APP, V1, TWO);
        storage().tags().put(APP, V1, ONE);

        assertEquals(List.of(V1), elsewhere().tags().pointingTo(APP, ONE));
        assertEquals(List.of(), elsewhere().tags().pointingTo(APP, TWO));
    }

    @Test
    void aDeletedTagPointsToNothing() throws Exception {
        storage().tags().put(APP, V1, ONE);
        storage().tags().put(APP, V2, ONE);

        storage().tags().delete(APP, V1);

        assertEquals(List.of(V2), elsewhere().tags().pointingTo(APP, ONE));
    }

    private Listing<Tag> list(RepositoryName repository) throws Exception {
        RegistryStorage seen = elsewhere();
        return request -> seen.tags().list(repository, request);
    }
}
