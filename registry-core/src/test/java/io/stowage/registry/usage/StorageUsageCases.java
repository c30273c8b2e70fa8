package io.stowage.registry.usage;

import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.layerOf;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Fixture;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.storage.RegistryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sizes are made by hand, so that sums can be checked in the head: layers have 1000, 2000, 4000 ... bytes. */
abstract class StorageUsageCases {
    @SuppressWarnings("NullAway.Init")
    private Registry registry;

    private final Map<Digest, Long> manifestSizes = new HashMap<>();

    abstract RegistryStorage open() throws IOException;

    @BeforeEach
    void openRegistry() throws IOException {
        registry = Registry.builder(open()).build();
    }

    @AfterEach
    void closeRegistry() throws IOException {
        registry.close();
    }

    @Test
    void anEmptyStorageCostsNothing() throws IOException {
        UsageReport report = measure();

        assertEquals(List.of(), report.repositories());
        assertEquals(0, report.stored());
    }

    @Test
    void twoTagsShareABaseLayer() throws IOException {
        Digest one = image("team/app", Tag.parse("one"), 10, 1000, 2000);
        Digest two = image("team/app", Tag.parse("two"), 20, 1000, 4000);

        RepositoryUsage app = measure().repositories().get(0);

        assertEquals(
                List.of(
                        new TagUsage(Tag.parse("two"), two, 4000 + 20 + size(two), 1000, 0),
                        new TagUsage(Tag.parse("one"), one, 2000 + 10 + size(one), 1000, 0)),
                app.tags());
        assertEquals(7030 + size(one) + size(two), app.total());
        assertEquals(app.total(), app.alone());
        assertEquals(0, app.untagged());
        assertEquals(2, app.tagCount());
    }

    @Test
    void twoTagsOfOneManifestCostNothingAlone() throws IOException {
        Digest image = image("team/app", Tag.parse("one"), 10, 1000);
        image("team/app", Tag.parse("two"), 10, 1000);

        RepositoryUsage app = measure().repositories().get(0);

        assertEquals(0, app.tags().get(0).alone());
        assertEquals(1010 + size(image), app.tags().get(1).sharedHere());
        assertEquals(1010 + size(image), app.total());
    }

    @Test
    void twoRepositoriesShareWhatWasMounted() throws IOException {
        Digest one = image("team/app", Tag.parse("v1"), 10, 1000, 2000);
        repository("other").uploads().mount(layer(1000), Optional.empty(), any -> true);
        Digest two = image("other", Tag.parse("v1"), 20, 1000, 4000);

        UsageReport report = measure();

        RepositoryUsage other = report.repositories().get(0);
        RepositoryUsage app = report.repositories().get(1);
        assertEquals("other", other.repository().toString());
        assertEquals(4020 + size(two), other.alone());
        assertEquals(1000, other.shared());
        assertEquals(2010 + size(one), app.alone());
        assertEquals(1000, app.shared());
        assertEquals(List.of(new TagUsage(Tag.parse("v1"), one, 2010 + size(one), 0, 1000)), app.tags());
        assertEquals(7030 + size(one) + size(two), report.stored());
        assertEquals(report.stored(), report.needed());
    }

    @Test
    void anIndexNeedsItsChildrenAndTheirLayersOnce() throws IOException {
        Digest amd = image("team/app", Tag.parse("amd"), 10, 1000, 2000);
        Digest arm = untagged("team/app", "", 20, 1000, 4000);
        Digest index = put("team/app", Tag.parse("multi"), indexOf(amd, arm));

        RepositoryUsage app = measure().repositories().get(0);

        assertEquals(
                List.of(
                        new TagUsage(Tag.parse("multi"), index, 4020 + size(arm) + size(index), 3010 + size(amd), 0),
                        new TagUsage(Tag.parse("amd"), amd, 0, 3010 + size(amd), 0)),
                app.tags());
        assertEquals(0, app.untagged());
        assertEquals(3, app.manifestCount());
    }

    @Test
    void whoRefersToAnImageBelongsToIt() throws IOException {
        Digest image = image("team/app", Tag.parse("v1"), 10, 1000);
        String subject = ",\"subject\":" + descriptor(MediaType.OCI_MANIFEST.value(), image, 100);
        Digest signature = untagged("team/app", subject, 30, 64);

        RepositoryUsage app = measure().repositories().get(0);

        assertEquals(
                1010 + size(image) + 94 + size(signature), app.tags().get(0).alone());
        assertEquals(0, app.untagged());
    }

    @Test
    void untaggedManifestsNeedWhatTheyNameToo() throws IOException {
        Digest tagged = image("team/app", Tag.parse("v1"), 10, 1000, 2000);
        Digest untagged = untagged("team/app", "", 20, 1000, 4000);

        RepositoryUsage app = measure().repositories().get(0);

        assertEquals(List.of(new TagUsage(Tag.parse("v1"), tagged, 2010 + size(tagged), 1000, 0)), app.tags());
        assertEquals(4020 + size(untagged), app.untagged());
        assertEquals(7030 + size(tagged) + size(untagged), app.alone());
    }

    @Test
    void whatNoManifestNamesIsUnneededWhereverItIs() throws IOException {
        image("team/app", Tag.parse("v1"), 10, 1000);
        pushLayer("team/app", 8000);
        pushLayer("other", 8000);
        pushLayer("other", 1000); // needed, though not here
        pushLayer("other", 16000);

        UsageReport report = measure();

        assertEquals(24000, report.unneeded());
        RepositoryUsage app = report.repositories().get(0);
        RepositoryUsage other = report.repositories().get(1);
        assertEquals(8000, app.unneeded());
        assertEquals(0, app.shared());
        assertEquals(24000, other.unneeded());
        assertEquals(0, other.total());
    }

    @Test
    void uploadsAreCounted() throws IOException {
        var session = repository("team/app").uploads().start(DigestAlgorithm.SHA256);
        session.append(Optional.empty(), new ByteArrayInputStream(new byte[5000]));

        UsageReport report = measure();

        assertEquals(5000, report.uploads());
        assertEquals(5000, report.repositories().get(0).uploads());
        assertEquals(0, report.stored());
    }

    @Test
    void deletingATagFreesWhatItNeedsAlone() throws IOException {
        image("team/app", Tag.parse("one"), 10, 1000, 2000);
        image("team/app", Tag.parse("two"), 20, 1000, 4000);
        image("other", Tag.parse("one"), 30, 2000, 8000);
        for (String name : List.of("team/app:one", "team/app:two", "other:one")) {
            UsageReport before = measure();
            RepositoryName repository = RepositoryName.parse(name.substring(0, name.indexOf(':')));
            Tag tag = Tag.parse(name.substring(name.indexOf(':') + 1));
            TagUsage usage = before.repositories().stream()
                    .filter(each -> each.repository().equals(repository))
                    .flatMap(each -> each.tags().stream())
                    .filter(each -> each.tag().equals(tag))
                    .findFirst()
                    .orElseThrow();

            registry.repository(repository).tags().delete(tag);
            collect();

            assertEquals(usage.alone(), before.stored() - measure().stored(), name);
        }
        assertEquals(0, measure().stored());
    }

    private void collect() throws IOException {
        GarbageCollector.Settings settings =
                new GarbageCollector.Settings(Duration.ZERO, Optional.of(Duration.ZERO), Duration.ofDays(1));
        registry.garbageCollector(settings).collectOffline(progress -> {});
        assertEquals(0, measure().aside());
    }

    private UsageReport measure() throws IOException {
        UsageReport report = registry.storageUsage().measure(any -> true, count -> {});
        assertEquals(List.of(), report.notes());
        for (RepositoryUsage repository : report.repositories()) {
            assertTrue(repository.untagged() <= repository.alone());
        }
        return report;
    }

    private Repository repository(String name) {
        return registry.repository(RepositoryName.parse(name));
    }

    private long size(Digest manifest) {
        return manifestSizes.getOrDefault(manifest, 0L);
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        content[0] = 1;
        return content;
    }

    private static Digest layer(int size) {
        return sha256(content(size));
    }

    private void pushLayer(String repository, int size) throws IOException {
        push(repository(repository), content(size));
    }

    private Digest image(String repository, Tag tag, int config, int... layers) throws IOException {
        return image(repository, tag, "", config, layers);
    }

    private Digest untagged(String repository, String more, int config, int... layers) throws IOException {
        return image(repository, sha256(imageOf(more, config, layers)), more, config, layers);
    }

    private Digest image(String repository, Reference reference, String more, int config, int... layers)
            throws IOException {
        pushLayer(repository, config);
        for (int layer : layers) {
            pushLayer(repository, layer);
        }
        return put(repository, reference, imageOf(more, config, layers));
    }

    private static byte[] imageOf(String more, int config, int... layers) {
        return Fixture.image(
                configOf(content(config)),
                Arrays.stream(layers).mapToObj(layer -> layerOf(content(layer))).collect(Collectors.joining(",")),
                more);
    }

    private byte[] indexOf(Digest... children) {
        return Fixture.index(
                Stream.of(children)
                        .map(child -> descriptor(MediaType.OCI_MANIFEST.value(), child, size(child)))
                        .collect(Collectors.joining(",")),
                "");
    }

    private Digest put(String repository, Reference reference, byte[] manifest) throws IOException {
        manifestSizes.put(sha256(manifest), (long) manifest.length);
        return repository(repository)
                .manifests()
                .put(reference, Optional.empty(), manifest, List.of())
                .digest();
    }
}
