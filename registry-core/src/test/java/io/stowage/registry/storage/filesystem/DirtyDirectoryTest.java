package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory as real installations have it: filled by Distribution, and with what accidents and other programs left. */
class DirtyDirectoryTest {
    private static final PageRequest ALL = PageRequest.first(1000);
    private static final Tag V1 = Tag.parse("v1");

    /** Too much to be hashed before it is served. */
    private static final String LARGE = "large".repeat(300_000);

    @TempDir
    Path directory;

    private Tree tree;
    private FilesystemStorage storage;

    @BeforeEach
    void open() throws IOException {
        tree = new Tree(directory);
        storage = FilesystemStorage.open(directory);
    }

    @Nested
    class Damaged {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "garbage",
                    "sha256:",
                    "sha256:abc",
                    "sha256:0000000000000000000000000000000000000000000000000000000000000000\n",
                    "sha256:0000000000000000000000000000000000000000000000000000000000000000"
                })
        void aLinkThatIsNotItsDigestIsAbsentAndHealed(String content) throws IOException {
            StoredManifest manifest = Pushed.image("one");
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "layer").file(Tree.layer("team/app", layer), content);
            tree.manifest("team/app", manifest).file(Tree.revision("team/app", manifest.digest()), content);

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertFalse(storage.blobs().delete(APP, layer));
            assertFalse(storage.blobs().mount(APP, RepositoryName.parse("other"), layer));
            assertEquals(Optional.empty(), storage.manifests().find(APP, manifest.digest()));
            assertFalse(storage.manifests().delete(APP, manifest.digest()));
            assertEquals(List.of(), storage.manifests().list(APP, ALL).entries());
            assertFalse(storage.repositories().exists(APP));

            Pushed.blob(storage, APP, "layer");
            storage.manifests().put(APP, manifest);

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
            assertEquals(Optional.of(manifest), storage.manifests().find(APP, manifest.digest()));
            assertEquals(layer.toString(), tree.files().get(Tree.layer("team/app", layer)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "garbage", "sha256:abc", "v1\n"})
        void aTagWhoseLinkIsNoDigestIsAbsentAndHealed(String content) throws IOException {
            tree.tag("team/app", "v1", Pushed.digest("one")).file(Tree.current("team/app", "v1"), content);

            assertEquals(Optional.empty(), storage.tags().find(APP, V1));
            assertEquals(List.of(), storage.tags().list(APP, ALL).entries());
            assertFalse(storage.tags().delete(APP, V1));

            storage.tags().put(APP, V1, Pushed.digest("two"));

            assertEquals(Optional.of(Pushed.digest("two")), storage.tags().find(APP, V1));
        }

        @Test
        void aLinkThatIsADirectoryIsAbsent() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("other", layer, "layer").directory(Tree.layer("team/app", layer));
            tree.directory(Tree.current("team/app", "v1"));

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertEquals(Optional.empty(), storage.tags().find(APP, V1));
            assertEquals(List.of(), storage.tags().list(APP, ALL).entries());
        }

        @Test
        void aBlobWithoutBytesIsAbsent() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.file(Tree.layer("team/app", layer), layer.toString());

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertEquals(Optional.empty(), storage.blobs().findHolder(layer, repository -> true));

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }

        @Test
        void anEmptyFileIsTheEmptyBlobAndNoOther() throws IOException {
            Digest layer = Pushed.digest("layer");
            Digest empty = Pushed.digest("");
            tree.blob("team/app", layer, "").blob("team/app", empty, "");

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertEquals(Optional.of(""), Pushed.read(storage, APP, empty));

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }

        @Test
        void aTruncatedBlobOfOursIsAbsentAndHealed() throws IOException {
            Digest layer = Pushed.blob(storage, APP, "layer");
            tree.file(Tree.data(layer), "lay");

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertEquals(
                    Optional.empty(), FilesystemStorage.open(directory).blobs().find(APP, layer));

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }

        @Test
        void aTruncatedBlobOfDistributionIsToldByAManifest() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "lay").manifest("team/app", Pushed.image(layer, 5));

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }

        @Test
        void aSmallTruncatedBlobOfDistributionIsToldByItsDigest() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "lay");

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
        }

        @Test
        void aManifestThatComesLaterTellsOfALargeTruncatedBlob() throws IOException {
            Digest layer = Pushed.digest(LARGE);
            String truncated = LARGE.substring(1);
            tree.blob("team/app", layer, truncated);
            assertEquals(Optional.of(truncated), Pushed.read(storage, APP, layer)); // nobody knows better yet

            tree.manifest("team/app", Pushed.image(layer, LARGE.length()));

            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
        }

        @Test
        void aLargeWholeBlobOfDistributionGetsItsSizeNotedOnceAManifestHasTold() throws IOException {
            Digest layer = Pushed.digest(LARGE);
            tree.blob("team/app", layer, LARGE);
            for (int size : new int[] {5, LARGE.length()}) { // one of them is wrong
                tree.manifest("team/app", Pushed.image(layer, size));
            }

            assertTrue(storage.blobs().find(APP, layer).isPresent());

            assertEquals(
                    LARGE.length() + "\n", tree.files().get(Tree.data(layer).replace("/data", "/stowage-size")));
        }

        @Test
        void aWholeBlobOfDistributionGetsItsSizeNoted() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "layer").manifest("team/app", Pushed.image(layer, 5));

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));

            assertEquals("5\n", tree.files().get(Tree.data(layer).replace("/data", "/stowage-size")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "5", "-5\n", "five\n", "99999999999999999999\n"})
        void aSizeNoteThatIsNoneIsIgnored(String note) throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "layer").file(Tree.data(layer).replace("/data", "/stowage-size"), note);

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
        }

        @Test
        void aWrongSizeNoteIsCorrectedByAPush() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "layer").file(Tree.data(layer).replace("/data", "/stowage-size"), "3\n");
            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(FilesystemStorage.open(directory), APP, layer));
        }

        @Test
        void aBlobOfTheRightLengthAndWrongBytesIsHealedByAPush() throws IOException {
            Digest layer = Pushed.digest("layer");
            tree.blob("team/app", layer, "\0\0\0\0\0");

            Pushed.blob(storage, APP, "layer");

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
            assertEquals(3, tree.files().size(), () -> "nothing else is left");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{\"schemaVersion\":2", "garbage", "\0\0\0\0"})
        void aManifestWithOtherBytesIsAbsentAndHealed(String content) throws IOException {
            StoredManifest manifest = Pushed.image("one");
            tree.manifest("team/app", manifest).file(Tree.data(manifest.digest()), content);
            tree.tag("team/app", "v1", manifest.digest());

            assertEquals(Optional.empty(), storage.manifests().find(APP, manifest.digest()));
            assertEquals(
                    List.of(),
                    storage.manifests().referrers(APP, manifest.digest(), ALL).entries());

            storage.manifests().put(APP, manifest);

            assertEquals(
                    Optional.of(manifest),
                    FilesystemStorage.open(directory).manifests().find(APP, manifest.digest()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "not json",
                    "[]",
                    "{\"schemaVersion\":1}",
                    "{\"schemaVersion\":2,\"mediaType\":\"application/json\"}",
                    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+json\"}"
                })
        void contentThatIsNoManifestWeServeIsAbsent(String content) throws IOException {
            Digest digest = Pushed.digest(content);
            tree.file(Tree.data(digest), content).file(Tree.revision("team/app", digest), digest.toString());

            assertEquals(Optional.empty(), storage.manifests().find(APP, digest));
        }
    }

    @Nested
    class OfDistribution {
        @Test
        void theMediaTypeIsFoundAgainFromTheContent() throws IOException {
            String image = "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}";
            String index = "{\"schemaVersion\":2,\"manifests\":[]}";
            String docker =
                    "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST_LIST + "\",\"manifests\":[]}";
            for (String content : List.of(image, index, docker)) {
                Digest digest = Pushed.digest(content);
                tree.file(Tree.data(digest), content).file(Tree.revision("team/app", digest), digest.toString());
            }

            assertEquals(MediaType.OCI_MANIFEST, mediaTypeOf(image));
            assertEquals(MediaType.OCI_INDEX, mediaTypeOf(index));
            assertEquals(MediaType.DOCKER_MANIFEST_LIST, mediaTypeOf(docker));
        }

        @Test
        void aBlobPushedBySha512IsServedFromItsSha256Bytes() throws IOException {
            Digest stored = Pushed.digest("layer");
            Digest asked = Digest.of(DigestAlgorithm.SHA512, Pushed.bytes("layer"));
            tree.blob("team/app", stored, "layer").file(Tree.layer("team/app", asked), stored.toString());

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, asked));
            assertEquals(asked, storage.blobs().find(APP, asked).orElseThrow().digest());

            RepositoryName other = RepositoryName.parse("other");
            assertTrue(storage.blobs().mount(APP, other, asked));
            assertEquals(Optional.of("layer"), Pushed.read(storage, other, asked));
            assertTrue(storage.blobs().delete(APP, asked));
            assertEquals(Optional.empty(), storage.blobs().find(APP, asked));
            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, stored));
        }

        @Test
        void uploadsOfAnotherRegistryCannotBeGoneOnWithButCancelledWhenTheyAreStale() throws IOException {
            Instant startedAt = Instant.parse("2020-01-01T00:00:00Z");
            UploadId id = UploadId.random();
            String prefix = "repositories/team/app/_uploads/" + id + "/";
            tree.file(prefix + "startedat", startedAt.toString())
                    .file(prefix + "data", "lay")
                    .file(prefix + "hashstates/sha256/3", "state");

            assertEquals(Optional.empty(), storage.uploads().find(APP, id));
            assertEquals(List.of(), storage.uploads().startedBefore(startedAt));
            assertEquals(3, tree.files().size());

            for (PendingUpload stale : storage.uploads().startedBefore(startedAt.plusSeconds(1))) {
                stale.cancel();
            }
            assertEquals(0, tree.files().size());
        }

        @Test
        void anUploadOfAnotherRegistryWithoutATimeIsAsOldAsItsDirectory() throws IOException {
            UploadId id = UploadId.random();
            tree.file("repositories/team/app/_uploads/" + id + "/startedat", "")
                    .file("repositories/team/app/_uploads/" + id + "/data", "lay");

            assertEquals(
                    List.of(), storage.uploads().startedBefore(Instant.now().minus(Duration.ofHours(1))));
            assertEquals(
                    1,
                    storage.uploads()
                            .startedBefore(Instant.now().plus(Duration.ofHours(1)))
                            .size());
        }

        @Test
        void referrersThatNobodyIndexedAreFound() throws IOException {
            StoredManifest image = Pushed.image("one");
            StoredManifest sbom = Pushed.referrer("sbom", image.digest());
            tree.manifest("team/app", image).manifest("team/app", sbom);

            assertEquals(
                    List.of(sbom.digest()),
                    storage.manifests().referrers(APP, image.digest(), ALL).entries());

            StoredManifest signature = Pushed.referrer("signature", image.digest());
            tree.manifest("team/app", signature);

            assertEquals(
                    2,
                    storage.manifests()
                            .referrers(APP, image.digest(), ALL)
                            .entries()
                            .size());
        }

        @Test
        void aReferrerWhoseLinkDistributionRemovedAndMadeAgainIsFound() throws IOException {
            StoredManifest sbom = Pushed.referrer("sbom", Pushed.digest("subject"));
            tree.manifest("team/app", sbom);
            Files.delete(tree.path(Tree.revision("team/app", sbom.digest())));
            assertEquals(
                    List.of(),
                    storage.manifests()
                            .referrers(APP, Pushed.digest("subject"), ALL)
                            .entries());

            tree.manifest("team/app", sbom);

            assertEquals(
                    List.of(sbom.digest()),
                    storage.manifests()
                            .referrers(APP, Pushed.digest("subject"), ALL)
                            .entries());
        }

        @Test
        void anEntryOfTheIndexWhoseManifestIsGoneOrNamesAnotherIsNotListed() throws IOException {
            Digest subject = Pushed.digest("subject");
            StoredManifest image = Pushed.image("one");
            StoredManifest sbom = Pushed.referrer("sbom", subject);
            storage.manifests().put(APP, sbom);
            String index = "repositories/team/app/_stowage/referrers/sha256-" + subject.hex() + "/";
            tree.manifest("team/app", image)
                    .file(index + "sha256-" + image.digest().hex(), "")
                    .file(index + "sha256-" + Pushed.digest("gone").hex(), "")
                    .file(index + "notes.txt", "");

            assertEquals(
                    List.of(sbom.digest()),
                    storage.manifests().referrers(APP, subject, ALL).entries());
        }

        @Test
        void theIndexIsMadeAgainWhenItIsRemoved() throws IOException {
            StoredManifest sbom = Pushed.referrer("sbom", Pushed.digest("subject"));
            storage.manifests().put(APP, sbom);
            new Trees(new DurableDirectories(directory, false, new NewEntries()))
                    .delete(tree.path("repositories/team/app/_stowage"));

            FilesystemStorage again = FilesystemStorage.open(directory);

            assertEquals(
                    List.of(sbom.digest()),
                    again.manifests()
                            .referrers(APP, Pushed.digest("subject"), ALL)
                            .entries());
        }

        @Test
        void anEmptiedRepositoryIsNone() throws IOException {
            StoredManifest manifest = Pushed.image("one");
            tree.manifest("team/app", manifest).tag("team/app", "v1", manifest.digest());
            Files.delete(tree.path(Tree.revision("team/app", manifest.digest())));

            assertFalse(storage.repositories().exists(APP));
            assertEquals(List.of(), storage.repositories().list(ALL).entries());
        }

        @Test
        void whatItsCollectorRemovedCanBePushedAgain() throws IOException {
            StoredManifest manifest = Pushed.image("one");
            storage.manifests().put(APP, manifest);
            Digest layer = Pushed.blob(storage, APP, "layer");
            Trees trees = new Trees(new DurableDirectories(directory, false, new NewEntries()));
            trees.delete(tree.path(Tree.data(layer).replace("/data", "")));
            trees.delete(tree.path(Tree.revision("team/app", manifest.digest()).replace("/link", "")));
            assertEquals(Optional.empty(), storage.blobs().find(APP, layer));
            assertEquals(Optional.empty(), storage.manifests().find(APP, manifest.digest()));

            Pushed.blob(storage, APP, "layer");
            storage.manifests().put(APP, manifest);

            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, layer));
            assertEquals(Optional.of(manifest), storage.manifests().find(APP, manifest.digest()));
        }

        private MediaType mediaTypeOf(String content) throws IOException {
            return storage.manifests()
                    .find(APP, Pushed.digest(content))
                    .orElseThrow()
                    .mediaType();
        }
    }

    @Nested
    class Foreign {
        private final StoredManifest manifest = Pushed.image("one");

        @BeforeEach
        void fill() throws IOException {
            tree.manifest("team/app", manifest)
                    .tag("team/app", "v1", manifest.digest())
                    .blob("team/app", Pushed.digest("layer"), "layer");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "@eaDir",
                    "#recycle",
                    "lost+found",
                    "a:b",
                    "a+b",
                    ".snapshot",
                    "..data",
                    "UPPER",
                    "_x",
                    "notes.txt",
                    "README",
                    ".leftover.tmp",
                    "sha256",
                    "with space",
                    "uml\u00e4ut"
                })
        void entriesInEveryPlaceAreNeverListed(String name) throws IOException {
            for (String place : List.of(
                    "",
                    "blobs/",
                    "blobs/sha256/",
                    "repositories/",
                    "repositories/team/",
                    "repositories/team/app/",
                    "repositories/team/app/_layers/",
                    "repositories/team/app/_layers/sha256/",
                    "repositories/team/app/_manifests/",
                    "repositories/team/app/_manifests/revisions/",
                    "repositories/team/app/_manifests/tags/",
                    "repositories/team/app/_manifests/tags/v1/",
                    "repositories/team/app/_manifests/tags/v1/current/",
                    "repositories/team/app/_uploads/")) {
                if (!Files.exists(tree.path(place + name))) {
                    tree.file(place + name + "/deep/file.txt", "foreign");
                }
            }
            tree.file("repositories/team/app/_manifests/revisions/sha256/" + name, "a file");

            assertOnlyOurs();
        }

        @Test
        void filesAndLeftoversWithLegalNamesAreNeverListed() throws IOException {
            tree.file("repositories/afile", "x")
                    .file("repositories/team/afile", "x")
                    .file("repositories/team/app/_manifests/tags/afile", "x")
                    .directory("repositories/team/app/_manifests/tags/withoutcurrent/index")
                    .directory("repositories/team/app/_manifests/tags/emptycurrent/current")
                    .file("repositories/team/app/_manifests/tags/v1/current/link.1234.tmp", "sha")
                    .file(
                            "repositories/team/app/_manifests/revisions/sha256/"
                                    + Pushed.digest("x").hex(),
                            "a file")
                    .directory("repositories/team/app/_manifests/revisions/sha256/"
                            + Pushed.digest("y").hex())
                    .file("repositories/onlylayers/_layers/sha256/x", "x")
                    .directory("repositories/onlyuploads/_uploads")
                    .file("repositories/filefor/_manifests", "x");

            assertOnlyOurs();
            assertEquals(Optional.empty(), storage.tags().find(RepositoryName.parse("afile"), V1));
            assertEquals(Optional.empty(), storage.tags().find(RepositoryName.parse("afile/deeper"), V1));
            assertFalse(storage.repositories().exists(RepositoryName.parse("filefor")));
        }

        @Test
        void symbolicLinksThatLeadNowhereOrInCirclesAreSkipped() throws IOException {
            Files.createSymbolicLink(tree.path("repositories/nowhere"), Path.of("gone"));
            Files.createSymbolicLink(tree.path("repositories/itself"), Path.of("itself"));
            Files.createSymbolicLink(tree.path("repositories/team/up"), Path.of(".."));
            Files.createSymbolicLink(tree.path("repositories/team/app/_manifests/tags/itself"), Path.of("itself"));
            Files.createSymbolicLink(
                    tree.path("repositories/team/app/_manifests/revisions/sha256/"
                            + Pushed.digest("z").hex()),
                    Path.of(Pushed.digest("z").hex()));

            assertOnlyOurs();
        }

        @Test
        void aRepositoryBehindASymbolicLinkIsServedAndListed() throws IOException {
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            Files.move(tree.path("repositories/team"), elsewhere.resolve("team"));
            Files.createSymbolicLink(tree.path("repositories/team"), elsewhere.resolve("team"));

            assertOnlyOurs();
        }

        private void assertOnlyOurs() throws IOException {
            assertEquals(List.of(APP), storage.repositories().list(ALL).entries());
            assertTrue(storage.repositories().exists(APP));
            assertEquals(List.of(V1), storage.tags().list(APP, ALL).entries());
            assertEquals(List.of(V1), storage.tags().pointingTo(APP, manifest.digest()));
            assertEquals(
                    List.of(manifest.digest()),
                    storage.manifests().list(APP, ALL).entries());
            assertEquals(
                    List.of(),
                    storage.manifests().referrers(APP, manifest.digest(), ALL).entries());
            assertEquals(Optional.of("layer"), Pushed.read(storage, APP, Pushed.digest("layer")));
            assertEquals(Optional.of(APP), storage.blobs().findHolder(Pushed.digest("layer"), repository -> true));
            assertEquals(List.of(), storage.uploads().startedBefore(Instant.MAX));
        }
    }
}
