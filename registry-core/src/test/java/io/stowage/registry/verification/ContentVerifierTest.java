package io.stowage.registry.verification;

import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.verification.ContentVerifier.Settings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentVerifierTest {
    private static final Settings ONLY_LOOKS = new Settings(Long.MAX_VALUE, 1, false);
    private static final Settings TWO_THREADS = new Settings(Long.MAX_VALUE, 2, true);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = new Store(directory);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void whatIsWellIsWell() throws IOException {
        Digest image = store.image("team/app", "v1", "config", "base", "layer");
        store.index("team/app", "multi", image, store.untagged("team/app", "arm", "base", "arm layer"));
        store.referrer("team/app", image, "signature");
        store.image("other", "v1", "config", "base");

        VerificationReport report = verify(Settings.DEFAULT);

        assertEquals(List.of(), report.findings());
        assertTrue(report.isSound());
        assertEquals(2, report.repositories());
        assertEquals(3, report.tags());
        assertEquals(5, report.manifests());
        assertEquals(11, report.contents());
        assertEquals(0, report.leftovers());
        assertEquals(bytesOnDisk(), report.bytes());
    }

    @Test
    void anEmptyDirectoryIsWell() throws IOException {
        assertTrue(verify(Settings.DEFAULT).isSound());
    }

    // ---- damaged content

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "truncated", "emptied", "longer", "zeros"})
    void aDamagedLayerIsFoundAndTakenOutOfReachAndTheNextPushHealsIt(String damage) throws IOException {
        Digest layer = sha256(bytes("a layer of some bytes"));
        store.image("team/app", "v1", "config", "a layer of some bytes");
        store.image("other", "latest", "config2", "a layer of some bytes");
        store.image("other", "whole", "config3", "something else");
        damage(store.data(layer), damage);

        VerificationReport report = verify(TWO_THREADS);

        assertFindings(report, "corrupt " + layer + " quarantined hurts other:latest team/app:v1");
        assertFalse(Files.exists(store.data(layer)));
        assertThrows(RegistryException.class, () -> get("team/app", layer));
        assertFindings(verify(TWO_THREADS), "missing " + layer + " hurts other:latest team/app:v1");

        store.blob("team/app", "a layer of some bytes");

        assertTrue(verify(TWO_THREADS).isSound());
        assertEquals(21, get("team/app", layer));
        assertEquals(21, get("other", layer));
    }

    @Test
    void onlyLookingChangesNothing() throws IOException {
        Digest layer = sha256(bytes("layer"));
        store.image("team/app", "v1", "config", "layer");
        store.flip(layer);

        assertFindings(verify(ONLY_LOOKS), "corrupt " + layer + " hurts team/app:v1");
        assertFindings(verify(ONLY_LOOKS), "corrupt " + layer + " hurts team/app:v1");

        assertTrue(Files.exists(store.data(layer)));
    }

    @Test
    void damagedManifestsConfigsAndChildrenHurtTheTagsThatLeadToThem() throws IOException {
        Digest amd = store.untagged("team/app", "amd config", "base");
        Digest arm = store.untagged("team/app", "arm config", "base");
        Digest plain = store.image("team/app", "plain", "amd config", "other layer");
        Digest inner = store.index("team/app", "inner", amd, arm);
        Digest outer = store.index("team/app", "outer", inner);
        store.flip(arm);

        assertFindings(
                verify(Settings.DEFAULT),
                "corrupt " + arm + " quarantined hurts team/app:inner through " + arm + " team/app:outer through "
                        + arm);

        store.remove(sha256(bytes("amd config")));
        store.remove(plain);
        store.flip(outer);
        try (Store again = store.again()) {
            VerificationReport report =
                    again.registry.contentVerifier(Settings.DEFAULT).verify(progress -> {});
            assertFindings(
                    report,
                    "corrupt " + outer + " quarantined hurts team/app:outer",
                    "missing " + arm + " hurts team/app:inner through " + arm,
                    "missing " + plain + " hurts team/app:plain",
                    "missing " + sha256(bytes("amd config")) + " hurts team/app:inner through " + amd);
        }
    }

    @Test
    void aDamagedReferrerIsToldOfAtItsSubject() throws IOException {
        Digest image = store.image("team/app", "v1", "config", "layer");
        Digest signature = store.referrer("team/app", image, "signature");
        store.remove(sha256(bytes("signature")));

        VerificationReport report = verify(Settings.DEFAULT);

        assertFindings(
                report, "missing " + sha256(bytes("signature")) + " hurts team/app:v1 through referrer " + signature);
    }

    @Test
    void whatNoTagLeadsToIsNamedByItsDigest() throws IOException {
        Digest image = store.untagged("team/app", "config", "layer");
        Digest unused = store.blob("team/app", "used by nobody");
        store.flip(sha256(bytes("layer")));
        store.flip(unused);

        assertFindings(
                verify(Settings.DEFAULT),
                "corrupt " + sha256(bytes("layer")) + " quarantined hurts team/app@" + image,
                "corrupt " + unused + " quarantined hurts");
    }

    @Test
    void contentThatCannotBeReadStaysWhereItIs() throws IOException {
        Digest layer = sha256(bytes("layer"));
        store.image("team/app", "v1", "config", "layer");
        Files.delete(store.data(layer));
        Files.createSymbolicLink(store.data(layer), Path.of("/proc/self/mem")); // which gives an input/output error

        VerificationReport report = verify(Settings.DEFAULT);

        assertFindings(report, "unreadable " + layer + " hurts team/app:v1");
        assertTrue(Files.isSymbolicLink(store.data(layer)));
    }

    @Test
    void contentThatIsWholeAgainAtTheEndHurtsNobody() throws IOException {
        Digest layer = sha256(bytes("layer"));
        store.image("team/app", "v1", "config", "layer");
        store.flip(layer);

        VerificationReport report = store.registry
                .contentVerifier(Settings.DEFAULT)
                .verify(progress -> {
                    if (!Files.exists(store.data(layer))) {
                        pushUnchecked("layer");
                    }
                });

        assertFindings(report, "corrupt " + layer + " quarantined healed hurts");
        assertTrue(verify(Settings.DEFAULT).isSound());
    }

    @Test
    void contentOfBothAlgorithmsIsVerified() throws IOException {
        byte[] content = bytes("long");
        Digest digest = Digest.of(DigestAlgorithm.SHA512, content);
        Path data = store.data(digest);
        Files.createDirectories(data.getParent());
        Files.write(data, bytes("wrong"));
        Files.createDirectories(store.layerLink("team/app", digest).getParent());
        Files.writeString(store.layerLink("team/app", digest), digest.toString());

        assertFindings(verify(Settings.DEFAULT), "corrupt " + digest + " quarantined hurts");
    }

    @Test
    void linksFromOneAlgorithmToAnotherMustLeadToTheSameBytes() throws IOException {
        Digest stored = store.blob("team/app", "stored under its SHA-256");
        Digest right = Digest.of(DigestAlgorithm.SHA512, bytes("stored under its SHA-256"));
        Digest wrong = Digest.of(DigestAlgorithm.SHA512, bytes("something else"));
        for (Digest alias : List.of(right, wrong)) {
            Files.createDirectories(store.layerLink("team/app", alias).getParent());
            Files.writeString(store.layerLink("team/app", alias), stored.toString());
        }

        assertFindings(verify(Settings.DEFAULT), "broken link team/app@" + wrong + " hurts");
    }

    // ---- links

    @Test
    void brokenLinksAreFound() throws IOException {
        Digest image = store.image("team/app", "v1", "config", "layer");
        store.image("team/app", "v2", "config2", "layer2");
        store.image("team/app", "v3", "config3", "layer3");
        Digest layer = sha256(bytes("layer3"));
        Files.writeString(store.revisionLink("team/app", image), "");
        Files.writeString(store.tagLink("team/app", "v2"), "");
        Files.writeString(store.layerLink("team/app", layer), layer + "\n");

        assertFindings(
                verify(Settings.DEFAULT),
                "broken link team/app:v2 hurts team/app:v2",
                "broken link team/app@" + image + " hurts team/app:v1",
                "broken link team/app@" + layer + " hurts team/app:v3");
    }

    @Test
    void whatARepositoryLacksThatItsManifestsNameIsFound() throws IOException {
        Digest config = sha256(bytes("config"));
        Digest image = store.image("team/app", "v1", "config", "layer");
        store.image("other", "v1", "config", "layer");
        Digest lost = store.image("other", "lost", "config", "layer3");
        Files.delete(store.layerLink("team/app", config));
        Files.delete(store.revisionLink("other", lost));

        assertFindings(
                verify(Settings.DEFAULT),
                "dangling tag other:lost hurts other:lost",
                "not held team/app@" + config + " hurts team/app:v1");
        assertTrue(verify(Settings.DEFAULT).findings().get(0).detail().contains(image.toString())
                || verify(Settings.DEFAULT).findings().get(1).detail().contains(image.toString()));
    }

    @Test
    void linksToNothingThatNobodyNeedsAreOnlyCounted() throws IOException {
        store.image("team/app", "v1", "config", "layer");
        store.remove(store.blob("team/app", "used by nobody"));
        Files.createDirectories(store.path("repositories/team/app/_manifests/tags/never"));
        Files.createDirectories(
                store.revisionLink("team/app", sha256(bytes("deleted"))).getParent());

        VerificationReport report = verify(Settings.DEFAULT);

        assertTrue(report.isSound(), report.findings().toString());
        assertEquals(1, report.leftovers());
    }

    @Test
    void aManifestThatCannotBeUnderstoodIsFound() throws IOException {
        byte[] old = bytes("{\"schemaVersion\":1,\"name\":\"old\"}");
        Digest digest = sha256(old);
        Files.createDirectories(store.data(digest).getParent());
        Files.write(store.data(digest), old);
        Files.createDirectories(store.revisionLink("team/app", digest).getParent());
        Files.writeString(store.revisionLink("team/app", digest), digest.toString());
        Files.createDirectories(store.tagLink("team/app", "old").getParent());
        Files.writeString(store.tagLink("team/app", "old"), digest.toString());

        assertFindings(verify(Settings.DEFAULT), "not understood " + digest + " hurts team/app:old");
    }

    // ---- interruption

    @Test
    void anInterruptedRunIsGoneOnWith() throws Exception {
        for (int i = 0; i < 200; i++) {
            store.blob("team/app", "blob " + i);
        }
        Digest first = first();
        store.flip(first);
        Thread thread = Thread.currentThread();
        assertThrows(
                InterruptedIOException.class,
                () -> store.registry.contentVerifier(Settings.DEFAULT).verify(progress -> {
                    if (progress.contents() >= 50) {
                        thread.interrupt();
                    }
                }));
        assertTrue(Thread.interrupted());
        try (Store again = store.again()) {
            ContentVerifier verifier = again.registry.contentVerifier(Settings.DEFAULT);
            assertTrue(verifier.interrupted().isPresent());

            VerificationReport report = verifier.resume(progress -> {});

            assertTrue(report.before() >= 50, () -> "began after " + report.before());
            assertEquals(200, report.before() + report.contents());
            assertFindings(report, "corrupt " + first + " quarantined hurts");
            assertTrue(verifier.interrupted().isEmpty());
            assertEquals(0, verifier.resume(progress -> {}).before());
        }
    }

    @Test
    void aNoteThatMakesNoSenseBeginsAnew() throws IOException {
        store.blob("team/app", "blob");
        Path note = store.path("stowage/notes/verification");
        Files.createDirectories(note.getParent());
        Files.writeString(note, "{\"began\":");

        assertEquals(
                1,
                store.registry
                        .contentVerifier(Settings.DEFAULT)
                        .resume(progress -> {})
                        .contents());
    }

    private VerificationReport verify(Settings settings) throws IOException {
        return store.registry.contentVerifier(settings).verify(progress -> {});
    }

    private void pushUnchecked(String content) {
        try {
            store.blob("team/app", content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long get(String repository, Digest digest) throws IOException {
        return store.registry
                .repository(RepositoryName.parse(repository))
                .blobs()
                .get(digest)
                .size();
    }

    private Digest first() throws IOException {
        try (Stream<Path> walk = Files.walk(store.path("blobs/sha256"))) {
            return walk.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.length() == 64)
                    .sorted()
                    .map(hex -> Digest.parse("sha256:" + hex))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> walk = Files.walk(store.path("blobs"))) {
            return walk.filter(path -> path.endsWith("data"))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    private static void damage(Path file, String how) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.write(
                file,
                switch (how) {
                    case "flipped" -> {
                        content[3] ^= 1;
                        yield content;
                    }
                    case "truncated" -> Arrays.copyOf(content, 5);
                    case "emptied" -> new byte[0];
                    case "longer" -> Arrays.copyOf(content, content.length + 1);
                    case "zeros" -> new byte[content.length];
                    default -> throw new IllegalArgumentException(how);
                });
    }

    private static void assertFindings(VerificationReport report, String... expected) {
        assertEquals(
                new TreeSet<>(List.of(expected)).stream().toList(),
                report.findings().stream()
                        .map(ContentVerifierTest::text)
                        .sorted()
                        .toList());
        assertEquals(expected.length, report.findingsInAll());
    }

    private static String text(Finding finding) {
        StringBuilder text = new StringBuilder(finding.problem() + " " + finding.subject());
        text.append(finding.quarantined() ? " quarantined" : "");
        text.append(finding.healed() ? " healed" : "").append(" hurts");
        finding.hurts().stream()
                .map(hurt -> " " + hurt
                        + hurt.through()
                                .map(digest -> " through " + (hurt.byReferrer() ? "referrer " : "") + digest)
                                .orElse(""))
                .sorted()
                .forEach(text::append);
        return text.toString();
    }
}
