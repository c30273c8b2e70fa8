package io.stowage.examples.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jib core builds images without a daemon, pushes them and builds on them. */
class JibTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedRegistry registry;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    private int caches;

    @BeforeEach
    void start() throws Exception {
        registry = new EmbeddedRegistry(temp.resolve("data"));
        file = Files.writeString(temp.resolve("hello.txt"), "hello\n".repeat(10_000));
    }

    @AfterEach
    void stop() throws Exception {
        registry.stop();
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void anImageIsPushedUnderSeveralTagsAndPulled(ImageFormat format) throws Exception {
        JibContainer pushed =
                image().setFormat(format).containerize(to("team/app:1.0").withAdditionalTag("latest"));

        assertTrue(pushed.isImagePushed());
        for (String reference : List.of("1.0", "latest", pushed.getDigest().toString())) {
            assertEquals(pushed.getDigest().toString(), digestOf("team/app", reference));
        }
        Path tar = temp.resolve("pulled.tar");
        JibContainer pulled = Jib.from(image("team/app@" + pushed.getDigest()))
                .setFormat(format)
                .containerize(settings(Containerizer.to(TarImage.at(tar).named("pulled"))));
        assertTrue(Files.size(tar) > 0);
        // Jib adds nothing where there is nothing to add: the same bytes came back.
        assertEquals(pushed.getDigest(), pulled.getDigest());
    }

    @Test
    void anImageIsBuiltOnAnotherOfTheSameRegistry() throws Exception {
        image().containerize(to("team/base"));

        JibContainer built = Jib.from(image("team/base"))
                .addLayer(List.of(Files.writeString(temp.resolve("more.txt"), "more")), AbsoluteUnixPath.get("/more"))
                .containerize(to("team/other:2"));

        assertEquals(built.getDigest().toString(), digestOf("team/other", "2"));
    }

    @Test
    void anImageForTwoPlatformsIsPushedAsAManifestList() throws Exception {
        image().setPlatforms(Set.of(new Platform("amd64", "linux"), new Platform("arm64", "linux")))
                .setFormat(ImageFormat.Docker)
                .containerize(to("team/multi:1"));

        HttpRequest request =
                HttpRequest.newBuilder(manifest("team/multi", "1")).build();
        String index = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        assertTrue(index.contains("arm64") && index.contains("amd64"), index);
    }

    private JibContainerBuilder image() throws Exception {
        return Jib.fromScratch()
                .addLayer(List.of(file), AbsoluteUnixPath.get("/app"))
                .setEntrypoint("/app/hello.txt");
    }

    private Containerizer to(String name) throws Exception {
        return settings(Containerizer.to(image(name)));
    }

    private RegistryImage image(String name) throws Exception {
        return RegistryImage.named(registry.host() + "/" + name);
    }

    /** With caches of its own each time, so that every image really comes from the registry. */
    private Containerizer settings(Containerizer containerizer) {
        caches++;
        return containerizer
                .setAllowInsecureRegistries(true)
                .setBaseImageLayersCache(temp.resolve("base-" + caches))
                .setApplicationLayersCache(temp.resolve("application-" + caches));
    }

    private URI manifest(String repository, String reference) {
        return URI.create("http://" + registry.host() + "/v2/" + repository + "/manifests/" + reference);
    }

    private String digestOf(String repository, String reference) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(manifest(repository, reference))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Docker-Content-Digest")
                .orElse("none");
    }
}
