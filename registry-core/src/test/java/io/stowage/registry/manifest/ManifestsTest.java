package io.stowage.registry.manifest;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.index;
import static io.stowage.registry.Fixture.layerOf;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryError;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ManifestsTest {
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] LAYER = bytes("a layer");
    private static final Tag LATEST = Tag.parse("latest");

    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Registry registry = Registry.builder(storage).build();
    private final Repository repository = registry.repository(REPOSITORY);

    @Nested
    class Put {
        @Test
        void storesTheExactBytesAndTagsThem() throws IOException {
            byte[] manifest = pushedImage();

            Manifests.PutResult result =
                    repository.manifests().put(LATEST, Optional.of(MediaType.OCI_MANIFEST), manifest, List.of());

            assertEquals(sha256(manifest), result.digest());
            assertEquals(List.of(LATEST), result.tags());
            assertArrayEquals(manifest, repository.manifests().get(LATEST).content());
            assertArrayEquals(
                    manifest, repository.manifests().get(result.digest()).content());
        }

        @Test
        void aTagRemembersTheSha512DigestItWasPushedWith() throws IOException {
            byte[] manifest = pushedImage();
            Digest sha512 = Digest.of(DigestAlgorithm.SHA512, manifest);

            repository.manifests().put(sha512, Optional.empty(), manifest, List.of(LATEST));

            assertEquals(sha512, repository.manifests().get(LATEST).digest());
        }

        @Test
        void refusesContentOfAnotherDigest() throws IOException {
            byte[] manifest = pushedImage();
            Digest other = sha256(bytes("other"));

            RegistryException refusal = refusalOfPut(repository, other, manifest);

            assertEquals(ErrorCode.DIGEST_INVALID, refusal.errors().get(0).code());
            assertNothingStored(other, sha256(manifest));
        }

        @Test
        void namesEachMissingBlob() throws IOException {
            byte[] other = bytes("another layer");
            push(repository, CONFIG);
            byte[] manifest = image(configOf(CONFIG), layerOf(LAYER) + "," + layerOf(other), "");

            RegistryException refusal = refusalOfPut(repository, LATEST, manifest);

            assertEquals(
                    List.of(ErrorCode.MANIFEST_BLOB_UNKNOWN, ErrorCode.MANIFEST_BLOB_UNKNOWN),
                    refusal.errors().stream().map(RegistryError::code).toList());
            assertEquals(
                    List.of(sha256(LAYER).toString(), sha256(other).toString()),
                    refusal.errors().stream().map(e -> e.detail().get("digest")).toList());
            assertNothingStored(LATEST, sha256(manifest));
        }

        @Test
        void aBlobOfAnotherRepositoryIsMissingHere() throws IOException {
            push(registry.repository(RepositoryName.parse("other")), CONFIG);

            RegistryException refusal = refusalOfPut(repository, LATEST, image(configOf(CONFIG), "", ""));

            assertEquals(
                    ErrorCode.MANIFEST_BLOB_UNKNOWN, refusal.errors().get(0).code());
        }

        @Test
        void refusesASizeThatIsNotTheStoredBlobs() throws IOException {
            push(repository, CONFIG);
            byte[] manifest = image(descriptor("application/x.config", sha256(CONFIG), 3), "", "");

            RegistryException refusal = refusalOfPut(repository, LATEST, manifest);

            assertEquals(ErrorCode.MANIFEST_INVALID, refusal.errors().get(0).code());
            assertTrue(
                    refusal.errors().get(0).message().contains("has 2 bytes, its descriptor says 3"),
                    refusal.errors().get(0).message());
        }

        @Test
        void oneDigestUnderTwoSizesIsRefused() throws IOException {
            push(repository, CONFIG);
            push(repository, LAYER);
            byte[] manifest = image(
                    configOf(CONFIG), layerOf(LAYER) + "," + descriptor("application/x.layer", sha256(LAYER), 1), "");

            assertEquals(
                    ErrorCode.MANIFEST_INVALID,
                    refusalOfPut(repository, LATEST, manifest).errors().get(0).code());
        }

        @Test
        void nonDistributableLayersNeedNotBeThere() throws IOException {
            push(repository, CONFIG);
            String oci = descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", LAYER);
            String docker = descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", bytes("x"));

            repository
                    .manifests()
                    .put(LATEST, Optional.empty(), image(configOf(CONFIG), oci + "," + docker, ""), List.of());

            assertEquals(
                    MediaType.OCI_MANIFEST, repository.manifests().get(LATEST).mediaType());
        }

        @Test
        void sparseContentIsTakenWhereAllowed() throws IOException {
            Repository sparse =
                    Registry.builder(storage).allowSparse(true).build().repository(REPOSITORY);
            byte[] manifest = image(configOf(CONFIG), layerOf(LAYER), "");

            sparse.manifests().put(LATEST, Optional.empty(), manifest, List.of());

            assertArrayEquals(manifest, repository.manifests().get(LATEST).content());
        }

        @Test
        void anIndexNeedsItsChildrenAsManifestsOrAsBlobs() throws IOException {
            byte[] child = pushedImage();
            repository.manifests().put(sha256(child), Optional.empty(), child, List.of());
            byte[] cache = bytes("a BuildKit cache layer");
            push(repository, cache);
            String children = descriptor(MediaType.OCI_MANIFEST.value(), child) + "," + layerOf(cache);

            repository.manifests().put(LATEST, Optional.empty(), index(children, ""), List.of());
            RegistryException refusal = refusalOfPut(
                    repository, LATEST, index(descriptor(MediaType.OCI_MANIFEST.value(), bytes("gone")), ""));

            assertEquals(
                    ErrorCode.MANIFEST_BLOB_UNKNOWN, refusal.errors().get(0).code());
        }

        @Test
        void aSubjectNeedNotExist() throws IOException {
            push(repository, CONFIG);
            byte[] manifest = image(
                    configOf(CONFIG), "", ",\"subject\":" + descriptor(MediaType.OCI_MANIFEST.value(), bytes("gone")));

            Manifests.PutResult result = repository.manifests().put(LATEST, Optional.empty(), manifest, List.of());

            assertEquals(Optional.of(sha256(bytes("gone"))), result.subject());
        }

        @Test
        void refusesMoreBytesThanTheLimit() throws IOException {
            byte[] manifest = pushedImage();
            RegistryLimits limits = new RegistryLimits(manifest.length - 1, 100, 10, 10, 1000, 0);
            Repository small = Registry.builder(storage).limits(limits).build().repository(REPOSITORY);

            RegistryException refusal = refusalOfPut(small, LATEST, manifest);

            assertEquals(413, refusal.status());
            assertEquals(ErrorCode.MANIFEST_INVALID, refusal.errors().get(0).code());
        }

        @Test
        void takesAHundredTagsAtOnce() throws IOException {
            byte[] manifest = pushedImage();
            List<Tag> tags =
                    IntStream.range(0, 100).mapToObj(i -> Tag.parse("v" + i)).toList();

            repository.manifests().put(sha256(manifest), Optional.empty(), manifest, tags);

            assertEquals(
                    100,
                    repository.tags().list(PageRequest.first(1000)).entries().size());
        }

        @Test
        void refusesMoreTagsThanTheLimitAndTagsNothing() throws IOException {
            byte[] manifest = pushedImage();
            List<Tag> tags = IntStream.range(0, RegistryLimits.DEFAULT.maxTagsPerPush() + 1)
                    .mapToObj(i -> Tag.parse("v" + i))
                    .toList();

            RegistryException refusal = assertThrows(
                    RegistryException.class,
                    () -> repository.manifests().put(sha256(manifest), Optional.empty(), manifest, tags));

            assertEquals(414, refusal.status());
            assertNothingStored(tags.get(0), sha256(manifest));
        }
    }

    @Nested
    class Delete {
        @Test
        void takesEveryTagThatPointsThere() throws IOException {
            byte[] manifest = pushedImage();
            Digest digest = sha256(manifest);
            Tag second = Tag.parse("second");
            repository.manifests().put(digest, Optional.empty(), manifest, List.of(LATEST, second));

            repository.manifests().delete(digest);

            assertNothingStored(LATEST, second, digest);
        }

        @Test
        void leavesTagsThatPointElsewhere() throws IOException {
            byte[] manifest = pushedImage();
            byte[] other = image(configOf(CONFIG), "", "");
            repository.manifests().put(LATEST, Optional.empty(), other, List.of());
            repository.manifests().put(sha256(manifest), Optional.empty(), manifest, List.of());

            repository.manifests().delete(sha256(manifest));

            assertArrayEquals(other, repository.manifests().get(LATEST).content());
        }

        @Test
        void ofWhatIsNotThereIsUnknown() {
            RegistryException refusal = assertThrows(
                    RegistryException.class, () -> repository.manifests().delete(sha256(LAYER)));

            assertEquals(ErrorCode.MANIFEST_UNKNOWN, refusal.errors().get(0).code());
        }

        @Test
        void isRefusedWhereSwitchedOff() throws IOException {
            byte[] manifest = pushedImage();
            repository.manifests().put(LATEST, Optional.empty(), manifest, List.of());
            Repository guarded =
                    Registry.builder(storage).allowDeletes(false).build().repository(REPOSITORY);

            RegistryException refusal = assertThrows(
                    RegistryException.class, () -> guarded.manifests().delete(sha256(manifest)));

            assertEquals(405, refusal.status());
            assertArrayEquals(manifest, repository.manifests().get(LATEST).content());
        }
    }

    private byte[] pushedImage() throws IOException {
        push(repository, CONFIG);
        push(repository, LAYER);
        return image(configOf(CONFIG), layerOf(LAYER), "");
    }

    private static RegistryException refusalOfPut(Repository repository, Reference reference, byte[] manifest) {
        return assertThrows(
                RegistryException.class,
                () -> repository.manifests().put(reference, Optional.empty(), manifest, List.of()));
    }

    private void assertNothingStored(Reference... references) {
        for (Reference reference : references) {
            RegistryException absence = assertThrows(
                    RegistryException.class, () -> repository.manifests().get(reference));
            assertEquals(ErrorCode.MANIFEST_UNKNOWN, absence.errors().get(0).code());
        }
    }
}
