package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static io.stowage.registry.storage.filesystem.Pushed.bytes;
import static io.stowage.registry.storage.filesystem.Pushed.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.registry.Fixture;
import io.stowage.registry.Registry;
import io.stowage.registry.gc.CollectorReport;
import io.stowage.registry.gc.GarbageCollector.Settings;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.registry.testing.faults.Step;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector makes of directories as they are in the world. */
class CollectedDirectoryTest {
    private static final String NAME = APP.value();
    private static final StoredManifest IMAGE = imageOf(digest("layer"));
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = MemoryBackedTempDir.class)
    Path directory;

    private final Settings untaggedToo = new Settings(Duration.ZERO, Optional.of(Duration.ZERO), HOUR);
    private final Settings untaggedStay = new Settings(Duration.ZERO, Optional.empty(), HOUR);

    private Tree tree() {
        return new Tree(directory);
    }

    /** A tagged image with its layer, and a layer that nothing needs. */
    private Tree filled() throws IOException {
        return tree().blob(NAME, digest("layer"), "layer")
                .blob(NAME, digest("free"), "free")
                .manifest(NAME, IMAGE)
                .tag(NAME, "v1", IMAGE.digest());
    }

    @Test
    void whatIsNeededStaysAsItIsAndNothingElse() throws IOException {
        var before = filled().files();
        before.remove(Tree.data(digest("free")));
        before.remove(Tree.layer(NAME, digest("free")));

        CollectorReport report = collect(untaggedToo);

        assertEquals(new SweepReport.Tally(0, 1, 1, 4), report.swept().freed());
        assertEquals(before, filesOfDistribution());
    }

    @Test
    void anEmptyLinkOfAManifestThatIsThereKeepsWhatItNeeds() throws IOException {
        filled().file(Tree.revision(NAME, IMAGE.digest()), "");

        collect(untaggedStay);

        assertThere(Tree.data(digest("layer")), Tree.data(IMAGE.digest()), Tree.layer(NAME, digest("layer")));
        assertGone(Tree.data(digest("free")));
    }

    @Test
    void aLinkWithoutAManifestKeepsTheBlobsOfItsRepositoryAndSaysSo() throws IOException {
        filled().blob("other", digest("also free"), "also free");
        Files.delete(tree().path(Tree.data(IMAGE.digest())));

        CollectorReport report = collect(untaggedToo);

        assertThere(Tree.data(digest("layer")), Tree.data(digest("free")), Tree.revision(NAME, IMAGE.digest()));
        assertGone(Tree.data(digest("also free")));
        assertEquals(1, report.kept().size(), report.kept().toString());
        assertTrue(
                report.kept().get(0).startsWith("all of repository team/app: manifest " + IMAGE.digest()),
                report.kept().toString());
    }

    @Test
    void aManifestOfAKindThatNobodyKnowsKeepsTheBlobsOfItsRepository() throws IOException {
        String unknown = "{\"schemaVersion\":1,\"fsLayers\":[{\"blobSum\":\"" + digest("free") + "\"}]}";
        filled().file(Tree.data(digest(unknown)), unknown)
                .file(Tree.revision(NAME, digest(unknown)), digest(unknown).toString());

        CollectorReport report = collect(untaggedToo);

        assertThere(Tree.data(digest("free")), Tree.data(digest(unknown)));
        assertEquals(1, report.kept().size(), report.kept().toString());
    }

    @Test
    void whatCannotBeUnderstoodMayBeAnIndexAndKeepsTheManifestsOfItsRepository() throws IOException {
        StoredManifest child = imageOf(digest("free"));
        String unknown = "{\"schemaVersion\":3,\"lists\":[\"" + child.digest() + "\"]}";
        filled().manifest(NAME, child)
                .file(Tree.data(digest(unknown)), unknown)
                .file(Tree.revision(NAME, digest(unknown)), digest(unknown).toString());

        collect(untaggedToo);

        assertThere(Tree.revision(NAME, child.digest()), Tree.data(child.digest()), Tree.data(digest("free")));
    }

    @Test
    void aTagWithAnEmptyLinkKeepsWhatItEverPointedTo() throws IOException {
        filled().file(Tree.current(NAME, "v1"), "");

        CollectorReport report = collect(untaggedToo);

        assertThere(Tree.data(digest("layer")), Tree.data(IMAGE.digest()), Tree.revision(NAME, IMAGE.digest()));
        assertTrue(
                report.kept().toString().contains("tag v1 cannot be understood"),
                report.kept().toString());
    }

    @Test
    void aTagThatLeadsNowhereKeepsNothing() throws IOException {
        filled().tag(NAME, "dangling", digest("no manifest"));

        CollectorReport report = collect(untaggedToo);

        assertGone(Tree.data(digest("free")));
        assertEquals(0, report.kept().size(), report.kept().toString());
    }

    @Test
    void anEmptyLinkOfALayerGoesOrStaysAsAnyOther() throws IOException {
        filled().file(Tree.layer(NAME, digest("layer")), "").file(Tree.layer(NAME, digest("free")), "");

        collect(untaggedToo);

        assertThere(Tree.layer(NAME, digest("layer")), Tree.data(digest("layer")));
        assertGone(Tree.layer(NAME, digest("free")), Tree.data(digest("free")));
    }

    @Test
    void aLinkOfALayerWithoutBytesGoes() throws IOException {
        filled().file(Tree.layer(NAME, digest("nothing")), digest("nothing").toString());

        collect(untaggedToo);

        assertGone(Tree.layer(NAME, digest("nothing")));
    }

    @Test
    void bytesThatDistributionStoredUnderAnotherDigestStayWithTheirLink() throws IOException {
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, bytes("layer"));
        StoredManifest image = imageOf(sha512);
        tree().file(Tree.data(digest("layer")), "layer")
                .file(Tree.layer(NAME, sha512), digest("layer").toString())
                .file(
                        Tree.layer(NAME, Digest.of(DigestAlgorithm.SHA512, bytes("x"))),
                        "") // must not stop the collector
                .blob(NAME, digest("free"), "free")
                .manifest(NAME, image)
                .tag(NAME, "v1", image.digest());

        collect(untaggedToo);

        assertThere(Tree.data(digest("layer")), Tree.layer(NAME, sha512));
        assertGone(Tree.data(digest("free")));
    }

    @Test
    void whatInterruptedWritesLeftGoesWhenItIsOld() throws IOException {
        String uuid = "0192d1f0-aaaa-4bbb-8ccc-000000000001";
        filled().file("repositories/team/app/_manifests/tags/v1/current/." + uuid + ".tmp", "half")
                .file("repositories/team/app/_manifests/tags/v1/current/link." + uuid + ".tmp", "half")
                .file("blobs/sha256/." + uuid + ".tmp", "half")
                .file(Tree.data(digest("layer")) + "." + uuid + ".tmp", "half")
                .file("repositories/." + uuid + ".tmp", "half")
                .file("../../../." + uuid + ".tmp", "half");
        long before = tree().files().keySet().stream()
                .filter(name -> name.endsWith(".tmp"))
                .count();
        assertEquals(5, before);

        collect(new Settings(HOUR, Optional.empty(), HOUR));
        assertEquals(5, temporaries(), "they are young");
        CollectorReport report = collect(untaggedToo);

        assertEquals(0, temporaries());
        assertFalse(Files.exists(directory.resolve("." + uuid + ".tmp")));
        assertEquals(6, report.swept().remains());
    }

    @Test
    void foreignFilesStay() throws IOException {
        filled().file("repositories/team/app/_layers/sha256/" + digest("free").hex() + "/.nfs0001", "open elsewhere")
                .file("repositories/team/app/.DS_Store", "foreign")
                .file("blobs/sha256/@eaDir/x", "foreign")
                .file("blobs/sha256/.DS_Store", "foreign")
                .file("blobs/sha256/.notes.tmp", "foreign")
                .file("repositories/readme", "foreign")
                .file("repositories/team/app/_manifests/tags/Thumbs.db", "foreign")
                .directory("blobs/sha256/" + digest("dir").hex().substring(0, 2) + "/"
                        + digest("dir").hex() + "/data");

        collect(untaggedToo);

        assertThere(
                "repositories/team/app/_layers/sha256/" + digest("free").hex() + "/.nfs0001",
                "repositories/team/app/.DS_Store",
                "blobs/sha256/@eaDir/x",
                "blobs/sha256/.DS_Store",
                "blobs/sha256/.notes.tmp",
                "repositories/readme",
                "repositories/team/app/_manifests/tags/Thumbs.db",
                Tree.data(digest("dir")));
        assertGone(Tree.data(digest("free")), Tree.layer(NAME, digest("free")));
    }

    @Test
    void whatHasSeveralNamesIsLeftAlone() throws IOException {
        filled();
        Files.createSymbolicLink(tree().path("repositories/alias"), tree().path("repositories/team"));
        tree().blob("plain", digest("also free"), "also free");

        CollectorReport report = collect(untaggedToo);

        assertThere(
                Tree.data(digest("free")), Tree.layer(NAME, digest("free")), Tree.layer("alias/app", digest("free")));
        assertGone(Tree.data(digest("also free")));
        assertEquals(2, report.kept().size(), report.kept().toString());
    }

    @Test
    void nothingIsRemovedThatSomethingUnreadableMayNeed() throws IOException {
        filled().blob("other", digest("also free"), "also free");
        for (Step step : new Step[] {Step.LIST, Step.OPEN, Step.ATTRIBUTES, Step.READ}) {
            int failed = 0;
            for (int good = 0; ; good++) {
                FaultyDisk disk = new FaultyDisk(directory);
                try (Registry registry = registry(disk.directory())) {
                    disk.failOnceAfter(good, FaultyDisk.DAMAGED, step::equals);
                    registry.garbageCollector(new Settings(HOUR, Optional.of(HOUR), HOUR))
                            .collect();
                } catch (IOException e) {
                    failed++;
                }
                if (!disk.mend()) {
                    break;
                }
                age();
                assertThere(Tree.data(digest("layer")), Tree.data(IMAGE.digest()));
                assertThere(Tree.layer(NAME, digest("layer")), Tree.revision(NAME, IMAGE.digest()));
            }
            assertTrue(failed > 0, "no " + step + " ended a run");
        }
    }

    @Test
    void anEmptyDirectoryIsNothingToCollect() throws IOException {
        assertEquals(0, collect(untaggedToo).repositories());
    }

    @Test
    void blobsWithoutRepositoriesAreAVolumeThatIsNotMounted() throws IOException {
        tree().file(Tree.data(digest("layer")), "layer");

        try {
            collect(untaggedToo);
            throw new AssertionError("collected");
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("there is no directory"), e.toString());
        }
        assertThere(Tree.data(digest("layer")));
    }

    @Test
    void aRepositoryOfWhichOnlyLayersAreThereIsCollectedAndGone() throws IOException {
        tree().blob("a/b/c", digest("free"), "free");

        collect(untaggedToo);

        assertFalse(Files.exists(tree().path("repositories/a")));
        assertFalse(
                Files.exists(tree().path("blobs/sha256/" + digest("free").hex().substring(0, 2))));
    }

    private static StoredManifest imageOf(Digest config) {
        byte[] content = Fixture.image(Fixture.descriptor("application/octet-stream", config, 5), "", "");
        return new StoredManifest(Fixture.sha256(content), MediaType.OCI_MANIFEST, content, Optional.empty());
    }

    private CollectorReport collect(Settings settings) throws IOException {
        try (Registry registry = registry(directory)) {
            return settings.grace().isZero()
                    ? registry.garbageCollector(settings).collectOffline(progress -> {})
                    : registry.garbageCollector(settings).collect();
        }
    }

    private static Registry registry(Path directory) throws IOException {
        return Registry.builder(FilesystemStorage.builder(directory)
                        .sync(false)
                        .lookupFreshness(LookupFreshness.NEVER)
                        .open())
                .build();
    }

    private void age() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(HOUR).minus(HOUR));
        for (String file : tree().files().keySet()) {
            Files.setLastModifiedTime(tree().path(file), old);
        }
    }

    private long temporaries() throws IOException {
        return tree().files().keySet().stream()
                .filter(name -> name.endsWith(".tmp"))
                .count();
    }

    /** Without what is ours. */
    private Map<String, String> filesOfDistribution() throws IOException {
        var files = tree().files();
        files.keySet().removeIf(name -> name.contains("stowage"));
        return files;
    }

    private void assertThere(String... files) {
        for (String file : files) {
            assertTrue(Files.exists(tree().path(file)), file + " is gone");
        }
    }

    private void assertGone(String... files) {
        for (String file : files) {
            assertFalse(Files.exists(tree().path(file)), file + " is there");
        }
    }
}
