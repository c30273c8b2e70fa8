package io.stowage.registry.manifest;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.index;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import io.stowage.registry.Registry;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.Repository;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferrersTest {
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] SUBJECT = bytes("a subject that was never pushed");

    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Repository repository = Registry.builder(storage).build().repository(REPOSITORY);

    @BeforeEach
    void pushConfig() throws IOException {
        push(repository, CONFIG);
    }

    @Test
    void describesAnImageByItsOwnArtifactTypeAndAnnotations() throws IOException {
        byte[] referrer = referrer("example/sbom", "a");

        Descriptor found = all(Set.of()).get(0);

        assertEquals(
                new Descriptor(
                        MediaType.OCI_MANIFEST,
                        sha256(referrer),
                        referrer.length,
                        Optional.of("example/sbom"),
                        Map.of("name", "a")),
                found);
    }

    @Test
    void anImageWithoutArtifactTypeTakesItsConfigs() throws IOException {
        put(image(descriptor("application/x.config", CONFIG), "", subject()));

        assertEquals(Optional.of("application/x.config"), all(Set.of()).get(0).artifactType());
    }

    @Test
    void anIndexWithoutArtifactTypeHasNone() throws IOException {
        put(index("", subject()));

        assertEquals(Optional.empty(), all(Set.of()).get(0).artifactType());
    }

    @Test
    void filtersByAnyOfSeveralArtifactTypes() throws IOException {
        byte[] sbom = referrer("example/sbom", "a");
        byte[] signature = referrer("example/signature", "b");
        referrer("example/other", "c");

        Set<Digest> found = Set.copyOf(all(Set.of("example/sbom", "example/signature")).stream()
                .map(Descriptor::digest)
                .toList());

        assertEquals(Set.of(sha256(sbom), sha256(signature)), found);
    }

    @Test
    void aDeletedReferrerIsGone() throws IOException {
        byte[] referrer = referrer("example/sbom", "a");

        repository.manifests().delete(sha256(referrer));

        assertTrue(all(Set.of()).isEmpty());
    }

    @Test
    void pagesByNumberWithoutLossOrRepetition() throws IOException {
        for (int i = 0; i < 25; i++) {
            referrer(i % 2 == 0 ? "example/even" : "example/odd", "n" + i);
        }

        List<Descriptor> paged = paged(repository, Set.of("example/even"), 4);

        assertEquals(13, paged.size());
        assertEquals(all(Set.of("example/even")), paged);
    }

    @Test
    void pagesByBytesWithAtLeastOneEach() throws IOException {
        for (int i = 0; i < 5; i++) {
            referrer("example/large", "x".repeat(600) + i);
        }
        RegistryLimits limits = new RegistryLimits(4 << 20, 100, 10, 100, 1000, 0);
        Repository small = Registry.builder(storage).limits(limits).build().repository(REPOSITORY);

        Page<Descriptor> first = small.referrers().list(sha256(SUBJECT), Set.of(), Optional.empty(), 100);

        assertEquals(1, first.entries().size());
        assertTrue(first.more());
        assertEquals(all(Set.of()), paged(small, Set.of(), 100));
    }

    private byte[] referrer(String artifactType, String name) throws IOException {
        return put(image(
                descriptor("application/vnd.oci.empty.v1+json", CONFIG),
                "",
                ",\"artifactType\":\"%s\",\"annotations\":{\"name\":\"%s\"}%s"
                        .formatted(artifactType, name, subject())));
    }

    private static String subject() {
        return ",\"subject\":" + descriptor(MediaType.OCI_MANIFEST.value(), SUBJECT);
    }

    private byte[] put(byte[] manifest) throws IOException {
        repository.manifests().put(sha256(manifest), Optional.empty(), manifest, List.of());
        return manifest;
    }

    private List<Descriptor> all(Set<String> artifactTypes) throws IOException {
        Page<Descriptor> page = repository.referrers().list(sha256(SUBJECT), artifactTypes, Optional.empty(), 1000);
        assertEquals(false, page.more());
        return page.entries();
    }

    private static List<Descriptor> paged(Repository repository, Set<String> artifactTypes, int limit)
            throws IOException {
        List<Descriptor> all = new ArrayList<>();
        Optional<String> last = Optional.empty();
        while (true) {
            Page<Descriptor> page = repository.referrers().list(sha256(SUBJECT), artifactTypes, last, limit);
            assertTrue(page.entries().size() <= limit);
            all.addAll(page.entries());
            if (!page.more()) {
                return all;
            }
            last = Optional.of(all.get(all.size() - 1).digest().toString());
        }
    }
}
