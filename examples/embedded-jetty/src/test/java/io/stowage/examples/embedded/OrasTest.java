package io.stowage.examples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import land.oras.Annotations;
import land.oras.ArtifactType;
import land.oras.Config;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.LocalPath;
import land.oras.Manifest;
import land.oras.ManifestDescriptor;
import land.oras.Registry;
import land.oras.exception.OrasException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ORAS Java SDK pushes, pulls, attaches and lists artifacts. */
class OrasTest {
    private static final ArtifactType NOTES = ArtifactType.from("application/vnd.example.notes");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    // The SDK's own threads are no daemons and would outlive the tests.
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @SuppressWarnings("NullAway.Init")
    private EmbeddedRegistry server;

    @SuppressWarnings("NullAway.Init")
    private Registry oras;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = new EmbeddedRegistry(temp.resolve("data"));
        oras = Registry.builder()
                .insecure()
                .withRegistry(server.host())
                .withExecutorService(executor)
                .build();
        file = Files.writeString(temp.resolve("hello.txt"), "hello\n".repeat(10_000));
    }

    @AfterEach
    void stop() throws Exception {
        executor.shutdownNow();
        server.stop();
    }

    @Test
    void anArtifactIsPushedListedAndPulled() throws Exception {
        push("team/art:v1");
        push("team/art:v2");
        Path into = Files.createDirectory(temp.resolve("pulled"));

        oras.pullArtifact(ref("team/art:v1"), into, true);

        assertEquals(Files.readString(file), Files.readString(into.resolve("hello.txt")));
        assertEquals(List.of("v1", "v2"), oras.getTags(ref("team/art")).tags());
        assertEquals(List.of("team/art"), oras.getRepositories().repositories());
    }

    @Test
    void anArtifactIsAttachedToAnotherAndFoundThere() {
        Manifest subject = push("team/art:v1");

        Manifest attached = oras.attachArtifact(ref("team/art:v1"), NOTES, LocalPath.of(file, "text/plain"));

        ContainerRef bySubject =
                ref("team/art").withDigest(subject.getDescriptor().getDigest());
        List<ManifestDescriptor> referrers = oras.getReferrers(bySubject, NOTES).getManifests();
        assertEquals(
                List.of(attached.getDescriptor().getDigest()),
                referrers.stream().map(ManifestDescriptor::getDigest).toList());
        assertEquals(NOTES.getMediaType(), referrers.get(0).getArtifactType());
        assertEquals(
                List.of(),
                oras.getReferrers(bySubject, ArtifactType.from("application/x.other"))
                        .getManifests());
    }

    @Test
    void aBlobIsPushedInChunksMountedAndDeleted() throws Exception {
        ContainerRef from = ref("team/blobs");

        Layer layer = oras.pushBlobChunked(from, file, 7_000);

        ContainerRef blob = from.withDigest(layer.getDigest());
        assertArrayEquals(Files.readAllBytes(file), oras.getBlob(blob));
        ContainerRef mounted = ref("team/elsewhere").withDigest(layer.getDigest());
        assertTrue(oras.mountBlob(blob, mounted));
        oras.deleteBlob(blob);
        assertThrows(OrasException.class, () -> oras.getBlob(blob));
        assertArrayEquals(Files.readAllBytes(file), oras.getBlob(mounted));
    }

    @Test
    void aManifestIsDeletedWithItsTags() {
        Manifest pushed = push("team/art:v1");

        oras.deleteManifest(ref("team/art").withDigest(pushed.getDescriptor().getDigest()));

        OrasException gone = assertThrows(OrasException.class, () -> oras.getManifest(ref("team/art:v1")));
        assertEquals(404, gone.getStatusCode());
    }

    @Test
    void aSmallBlobIsPushedAndFetched() {
        byte[] content = "small".getBytes(UTF_8);

        Layer layer = oras.pushBlob(ref("team/blobs"), content);

        assertArrayEquals(content, oras.getBlob(ref("team/blobs").withDigest(layer.getDigest())));
    }

    private Manifest push(String name) {
        return oras.pushArtifact(
                ref(name), NOTES, Annotations.empty(), Config.empty(), LocalPath.of(file, "text/plain"));
    }

    private ContainerRef ref(String name) {
        return ContainerRef.parse(server.host() + "/" + name);
    }
}
