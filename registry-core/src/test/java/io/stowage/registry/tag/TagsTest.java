package io.stowage.registry.tag;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.RegistryLimits;
import io.stowage.registry.Repository;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagsTest {
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final Repository repository = Registry.builder(storage)
            .limits(new RegistryLimits(4 << 20, 100, 10, 3, 1000, 0))
            .build()
            .repository(REPOSITORY);

    @Test
    void listsInByteOrderAndNoMoreThanThePageSize() throws IOException {
        pushTags("b", "B", "a", "1");

        Page<Tag> page = repository.tags().list(PageRequest.first(1000));

        assertEquals(List.of(Tag.parse("1"), Tag.parse("B"), Tag.parse("a")), page.entries());
        assertTrue(page.more());
    }

    @Test
    void ofAnUnknownRepositoryAreUnknown() {
        RegistryException refusal =
                assertThrows(RegistryException.class, () -> repository.tags().list(PageRequest.first(1)));

        assertEquals(ErrorCode.NAME_UNKNOWN, refusal.errors().get(0).code());
    }

    @Test
    void ofARepositoryWithoutTagsAreAnEmptyList() throws IOException {
        Digest digest = pushTags();

        assertEquals(List.of(), repository.tags().list(PageRequest.first(10)).entries());
        assertEquals(digest, repository.manifests().get(digest).digest());
    }

    @Test
    void deletingATagLeavesTheManifest() throws IOException {
        Digest digest = pushTags("a");

        repository.tags().delete(Tag.parse("a"));

        assertThrows(RegistryException.class, () -> repository.manifests().get(Tag.parse("a")));
        assertEquals(digest, repository.manifests().get(digest).digest());
        RegistryException refusal =
                assertThrows(RegistryException.class, () -> repository.tags().delete(Tag.parse("a")));
        assertEquals(ErrorCode.MANIFEST_UNKNOWN, refusal.errors().get(0).code());
    }

    @Test
    void deletesAreRefusedWhereSwitchedOff() throws IOException {
        pushTags("a");
        Repository guarded =
                Registry.builder(storage).allowDeletes(false).build().repository(REPOSITORY);

        RegistryException refusal =
                assertThrows(RegistryException.class, () -> guarded.tags().delete(Tag.parse("a")));

        assertEquals(405, refusal.status());
    }

    private Digest pushTags(String... tags) throws IOException {
        push(repository, bytes("{}"));
        byte[] manifest = image(configOf(bytes("{}")), "", "");
        return repository
                .manifests()
                .put(
                        sha256(manifest),
                        Optional.empty(),
                        manifest,
                        List.of(tags).stream().map(Tag::parse).toList())
                .digest();
    }
}
