package io.stowage.registry;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.layerOf;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Descriptor;
import io.stowage.oci.Digest;
import io.stowage.oci.Tag;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.registry.testing.faults.FaultyStorage;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RegistryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every single call of the storage fails once, during a push, a delete of a manifest and one of a tag: alone or with all
 * that follow, before it did anything or after. Nothing is ever half visible, and the same request made again succeeds.
 */
class StorageFailuresTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final PageRequest ALL = PageRequest.first(100);
    private static final Tag V1 = Tag.parse("v1");
    private static final Tag V2 = Tag.parse("v2");
    private static final Tag OTHER = Tag.parse("other");

    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] LAYER = bytes("layer");
    private static final byte[] NEW_LAYER = bytes("new layer");
    private static final byte[] OLD_IMAGE = image(configOf(CONFIG), layerOf(LAYER), "");
    private static final byte[] OTHER_IMAGE = image(configOf(CONFIG), "", "");
    private static final Digest OLD = sha256(OLD_IMAGE);
    private static final byte[] NEW_IMAGE =
            image(configOf(CONFIG), layerOf(NEW_LAYER), ",\"subject\":" + descriptor(MANIFEST, OLD_IMAGE));
    private static final Digest NEW = sha256(NEW_IMAGE);

    static Stream<Arguments> ways() {
        return Stream.<Function<RegistryStorage, FaultyStorage>>of(
                        FaultyStorage::failingBefore, FaultyStorage::failingAfter)
                .flatMap(when -> Stream.<BiConsumer<FaultyStorage, Integer>>of(
                                FaultyStorage::failOnceAfter, FaultyStorage::failAfter)
                        .map(how -> Arguments.of(when, how)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aPush(Function<RegistryStorage, FaultyStorage> when, BiConsumer<FaultyStorage, Integer> how)
            throws IOException {
        atEveryCall(when, how, StorageFailuresTest::pushNew, Set.of(OLD, NEW), NEW);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aPushInChunks(Function<RegistryStorage, FaultyStorage> when, BiConsumer<FaultyStorage, Integer> how)
            throws IOException {
        atEveryCall(
                when,
                how,
                repository -> {
                    var session = repository.uploads().start(NEW.algorithm());
                    session.append(Optional.empty(), stream("new "));
                    session.append(Optional.empty(), stream("lay"));
                    repository.uploads().find(session.id()).complete(sha256(NEW_LAYER), Optional.empty(), stream("er"));
                    pushNew(repository);
                },
                Set.of(OLD, NEW),
                NEW);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aDeleteOfAManifest(Function<RegistryStorage, FaultyStorage> when, BiConsumer<FaultyStorage, Integer> how)
            throws IOException {
        atEveryCall(when, how, repository -> repository.manifests().delete(OLD), Set.of(OLD), null);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aDeleteOfATag(Function<RegistryStorage, FaultyStorage> when, BiConsumer<FaultyStorage, Integer> how)
            throws IOException {
        atEveryCall(when, how, repository -> repository.tags().delete(V1), Set.of(OLD), null);
    }

    private interface Request {
        void make(Repository repository) throws IOException;
    }

    private static void atEveryCall(
            Function<RegistryStorage, FaultyStorage> when,
            BiConsumer<FaultyStorage, Integer> how,
            Request request,
            Set<Digest> possible,
            @Nullable Digest outcome)
            throws IOException {
        boolean failed = true;
        for (int call = 0; failed; call++) {
            InMemoryStorage storage = InMemoryStorage.create();
            Repository sound = Registry.builder(storage).build().repository(REPOSITORY);
            pushOld(sound);
            FaultyStorage faulty = when.apply(storage);
            Repository repository = Registry.builder(faulty.storage()).build().repository(REPOSITORY);
            how.accept(faulty, call);

            boolean done = isDone(request, repository);
            failed = faulty.mend();
            assertTrue(done || failed, "it failed by itself");
            assertWhole(sound, possible);
            assertWhole(repository, possible);

            assertTrue(isDone(request, repository));
            assertWhole(sound, possible);
            assertEquals(Optional.ofNullable(outcome), tagged(sound, V1));
        }
    }

    /** Whether it succeeded, or found that it had before. */
    private static boolean isDone(Request request, Repository repository) {
        try {
            request.make(repository);
            return true;
        } catch (IOException e) {
            return false;
        } catch (RegistryException e) {
            ErrorCode code = e.errors().get(0).code();
            assertEquals(ErrorCode.MANIFEST_UNKNOWN, code, e::toString);
            return true;
        }
    }

    private static void pushOld(Repository repository) throws IOException {
        Fixture.push(repository, CONFIG);
        Fixture.push(repository, LAYER);
        repository.manifests().put(V1, Optional.empty(), OLD_IMAGE, List.of());
        repository.manifests().put(OTHER, Optional.empty(), OTHER_IMAGE, List.of()); // a repository without any is none
    }

    private static void pushNew(Repository repository) throws IOException {
        Fixture.push(repository, CONFIG);
        Fixture.push(repository, NEW_LAYER);
        repository.manifests().put(V1, Optional.empty(), NEW_IMAGE, List.of(V2));
    }

    private static Optional<Digest> tagged(Repository repository, Tag tag) throws IOException {
        try {
            return Optional.of(repository.manifests().get(tag).digest());
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    /** Whatever is visible is whole: each tag resolves, each manifest has its blobs, each referrer is there. */
    private static void assertWhole(Repository repository, Set<Digest> possible) throws IOException {
        for (Tag tag : repository.tags().list(ALL).entries()) {
            Digest digest = repository.manifests().get(tag).digest();
            assertTrue(tag.equals(OTHER) || possible.contains(digest), () -> tag + " points to " + digest);
        }
        for (Digest digest : possible) {
            Optional<byte[]> content = content(repository, digest);
            if (content.isPresent()) {
                assertEquals(digest, sha256(content.get()));
                assertBlob(repository, CONFIG);
                assertBlob(repository, digest.equals(NEW) ? NEW_LAYER : LAYER);
            }
        }
        for (Descriptor referrer : repository
                .referrers()
                .list(OLD, Set.of(), Optional.empty(), 100)
                .entries()) {
            assertEquals(NEW, referrer.digest());
            assertTrue(content(repository, NEW).isPresent());
        }
    }

    private static Optional<byte[]> content(Repository repository, Digest digest) throws IOException {
        try {
            return Optional.of(repository.manifests().get(digest).content());
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    private static void assertBlob(Repository repository, byte[] content) throws IOException {
        try (InputStream stored = repository.blobs().get(sha256(content)).open(0)) {
            assertArrayEquals(content, stored.readAllBytes());
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }
}
