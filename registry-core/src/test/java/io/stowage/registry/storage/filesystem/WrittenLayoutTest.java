package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.APP;
import static io.stowage.registry.storage.filesystem.Pushed.append;
import static io.stowage.registry.storage.filesystem.Pushed.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.StoredManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact files that are written, since another program reads them. */
class WrittenLayoutTest {
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
    void aBlobIsItsBytesTheirNumberAndALink() throws IOException {
        Digest digest = Pushed.blob(storage, APP, "layer");

        assertEquals(
                Map.of(
                        Tree.data(digest),
                        "layer",
                        Tree.data(digest).replace("/data", "/stowage-size"),
                        "5\n",
                        Tree.layer("team/app", digest),
                        digest.toString()),
                tree.files());
    }

    @Test
    void aBlobReceivedInPartsIsOneFile() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "la");
        append(upload, "yer");
        upload.commit(Pushed.digest("layer"));

        assertEquals("layer", tree.files().get(Tree.data(Pushed.digest("layer"))));
        assertEquals(3, tree.files().size());
    }

    @Test
    void aSha512BlobLiesUnderItsOwnDigest() throws IOException {
        Digest digest = Digest.of(DigestAlgorithm.SHA512, bytes("layer"));
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");
        upload.commit(digest);

        assertEquals(
                "layer",
                tree.files().get("blobs/sha512/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "/data"));
        assertEquals(
                digest.toString(), tree.files().get("repositories/team/app/_layers/sha512/" + digest.hex() + "/link"));
    }

    @Test
    void aMountIsALink() throws IOException {
        Digest digest = Pushed.blob(storage, APP, "layer");
        Map<String, String> before = tree.files();

        storage.blobs().mount(APP, RepositoryName.parse("other"), digest);

        Map<String, String> expected = new TreeMap<>(before);
        expected.put(Tree.layer("other", digest), digest.toString());
        assertEquals(expected, tree.files());
    }

    @Test
    void aManifestIsItsBytesAndALink() throws IOException {
        StoredManifest manifest = Pushed.image("one");

        storage.manifests().put(APP, manifest);

        assertEquals(
                Map.of(
                        Tree.data(manifest.digest()),
                        new String(manifest.content(), UTF_8),
                        Tree.revision("team/app", manifest.digest()),
                        manifest.digest().toString()),
                tree.files());
    }

    @Test
    void aReferrerHasAnEmptyFileBesideDistributionsTree() throws IOException {
        Digest subject = Pushed.digest("subject");
        StoredManifest manifest = Pushed.referrer("sbom", subject);

        storage.manifests().put(APP, manifest);

        String entry = "repositories/team/app/_stowage/referrers/sha256-" + subject.hex() + "/sha256-"
                + manifest.digest().hex();
        assertEquals("", tree.files().get(entry));
        assertEquals(3, tree.files().size());
    }

    @Test
    void aTagIsACurrentLinkAndOneForEverythingItEverPointedTo() throws IOException {
        Digest first = Pushed.digest("first");
        Digest second = Pushed.digest("second");

        storage.tags().put(APP, Tag.parse("v1"), first);
        storage.tags().put(APP, Tag.parse("v1"), second);

        String tag = "repositories/team/app/_manifests/tags/v1/";
        String tagged = "repositories/team/app/_stowage/tagged/sha256/";
        assertEquals(
                Map.of(
                        tagged + first.hex().substring(0, 2) + "/" + first.hex() + "-v1",
                        "",
                        tagged + second.hex().substring(0, 2) + "/" + second.hex() + "-v1",
                        "",
                        tag + "current/link",
                        second.toString(),
                        tag + "index/sha256/" + first.hex() + "/link",
                        first.toString(),
                        tag + "index/sha256/" + second.hex() + "/link",
                        second.toString()),
                tree.files());
    }

    @Test
    void aDeletedTagLeavesNoDirectory() throws IOException {
        storage.tags().put(APP, Tag.parse("v1"), Pushed.digest("first"));

        assertTrue(storage.tags().delete(APP, Tag.parse("v1")));

        assertTrue(Files.notExists(tree.path("repositories/team/app/_manifests/tags/v1")));
    }

    @Test
    void anUploadCarriesItsTimeForDistributionsPurger() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.parse("2026-01-02T03:04:05.678Z"));
        append(upload, "la");
        append(upload, "yer");

        String prefix = "repositories/team/app/_uploads/" + upload.id() + "/";
        assertEquals(
                Map.of(
                        prefix + "startedat", "2026-01-02T03:04:05Z",
                        prefix + "stowage-upload", "1767323045.678000000",
                        prefix + "part-00000000000000000000", "la",
                        prefix + "part-00000000000000000002", "yer"),
                tree.files());
    }

    @Test
    void aCancelledUploadLeavesNothing() throws IOException {
        PendingUpload upload = storage.uploads().create(APP, Instant.EPOCH);
        append(upload, "layer");

        upload.cancel();

        assertEquals(Map.of(), tree.files());
    }

    @Test
    void everyNameIsOneThatDistributionAccepts() throws IOException {
        StoredManifest image = Pushed.image("one");
        Pushed.blob(storage, APP, "layer");
        storage.manifests().put(APP, image);
        storage.manifests().put(APP, Pushed.referrer("sbom", image.digest()));
        storage.tags().put(APP, Tag.parse("v1"), image.digest());
        storage.manifests().referrers(APP, image.digest(), PageRequest.first(10));
        append(storage.uploads().create(APP, Instant.EPOCH), "layer");

        try (Stream<Path> walk = Files.walk(directory)) {
            walk.filter(path -> !path.equals(directory))
                    .forEach(path ->
                            assertTrue(path.getFileName().toString().matches("[A-Za-z0-9._-]+"), path::toString));
        }
    }
}
