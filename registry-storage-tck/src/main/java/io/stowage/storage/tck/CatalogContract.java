package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredManifest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link io.stowage.storage.RepositoryCatalog} promises. */
abstract class CatalogContract extends StorageContract {

    CatalogContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
    }

    @Test
    void anEmptyStorageHasNoRepositories() throws Exception {
        catalog().assertIs(List.of());
        assertFalse(elsewhere().repositories().exists(APP));
    }

    @ParameterizedTest
    @EnumSource
    void aRepositoryExistsOnceItHoldsAManifest(DigestAlgorithm algorithm) throws Exception {
        assertFalse(elsewhere().repositories().exists(APP));

        storage().manifests().put(APP, SampleManifests.image("one", algorithm, Optional.empty()));

        assertTrue(elsewhere().repositories().exists(APP));
        catalog().assertIs(List.of(APP));
    }

    @Test
    void blobsAndUploadsAndTagsAloneMakeNoRepository() throws Exception {
        var content = utf8("a blob");
        var digest = pushBlob(APP, content);
        storage().blobs().mount(APP, OTHER, digest);
        startUpload(RepositoryName.parse("third"), content);
        storage()
                .tags()
                .put(
                        RepositoryName.parse("fourth"),
                        Tag.parse("v1"),
                        SampleManifests.image("one").digest());

        catalog().assertIs(List.of());
        for (String name : List.of("team/app", "other", "third", "fourth")) {
            assertFalse(elsewhere().repositories().exists(RepositoryName.parse(name)), name);
        }
    }

    @Test
    void aRepositoryIsNoMoreOnceItsLastManifestIsDeleted() throws Exception {
        StoredManifest one = SampleManifests.image("one");
        StoredManifest two = SampleManifests.image("two", DigestAlgorithm.SHA512, Optional.empty());
        storage().manifests().put(APP, one);
        storage().manifests().put(APP, two);
        storage().manifests().put(OTHER, one);
        pushBlob(APP, utf8("a blob that stays"));
        storage().tags().put(APP, Tag.parse("v1"), one.digest());

        storage().manifests().delete(APP, one.digest());
        assertTrue(elsewhere().repositories().exists(APP));
        catalog().assertIs(List.of(OTHER, APP));

        storage().manifests().delete(APP, two.digest());
        assertFalse(elsewhere().repositories().exists(APP));
        catalog().assertIs(List.of(OTHER));

        storage().manifests().put(APP, two);
        assertTrue(elsewhere().repositories().exists(APP));
        catalog().assertIs(List.of(OTHER, APP));
    }

    @Test
    void aRepositoryOutlivesItsTagsAndBlobs() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        var blob = pushBlob(APP, utf8("a blob"));
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, Tag.parse("v1"), manifest.digest());

        storage().tags().delete(APP, Tag.parse("v1"));
        storage().blobs().delete(APP, blob);

        assertTrue(elsewhere().repositories().exists(APP));
        catalog().assertIs(List.of(APP));
    }

    @Test
    void theParentsAndChildrenOfARepositoryAreNoRepositories() throws Exception {
        storage().manifests().put(RepositoryName.parse("a/b/c"), SampleManifests.image("one"));

        catalog().assertIs(List.of(RepositoryName.parse("a/b/c")));
        for (String name : List.of("a", "a/b", "b", "c", "b/c", "a/b/c/d")) {
            assertFalse(elsewhere().repositories().exists(RepositoryName.parse(name)), name);
        }
    }

    @Test
    void repositoriesWithPeculiarNamesAreListedInByteOrder() throws Exception {
        for (RepositoryName name : PECULIAR_NAMES) {
            storage().manifests().put(name, SampleManifests.image("one"));
        }

        // "a" < "a--b" < "a-b" < "a.b" < "a/b" < "a_b" < "ab": not the order in which directories are walked.
        catalog().assertIs(PECULIAR_NAMES.stream().sorted().toList());
        for (RepositoryName name : PECULIAR_NAMES) {
            assertTrue(elsewhere().repositories().exists(name));
        }
    }

    @Test
    void aParentThatIsNoMoreLeavesItsChildrenListed() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        for (String name : List.of("a", "a/b", "a/b/c", "a-b")) {
            storage().manifests().put(RepositoryName.parse(name), manifest);
        }

        storage().manifests().delete(RepositoryName.parse("a"), manifest.digest());
        storage().manifests().delete(RepositoryName.parse("a/b"), manifest.digest());

        catalog().assertIs(List.of(RepositoryName.parse("a-b"), RepositoryName.parse("a/b/c")));
    }

    private Listing<RepositoryName> catalog() throws Exception {
        RegistryStorage seen = elsewhere();
        return seen.repositories()::list;
    }
}
