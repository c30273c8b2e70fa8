package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.stowage.oci.Digest;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.verification.ContentVerifier;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies damaged in a directory is replaced by the next push of it, whatever the damage and the way of the push. */
class HealingTest extends WireTest {
    private static final String BLOB = "a blob of some thirty-two bytes!";
    private static final Digest DIGEST = sha256(BLOB);
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private static Path directory;

    @Override
    protected RegistryStorage newStorage() {
        try {
            return FilesystemStorage.open(Files.createTempDirectory(directory, "data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    enum Damage {
        FLIPPED,
        TRUNCATED,
        EMPTY,
        LONGER,
        ZEROS,
        GONE;

        byte[] apply(byte[] content) {
            return switch (this) {
                case FLIPPED -> {
                    content[content.length / 2] ^= 1;
                    yield content;
                }
                case TRUNCATED -> Arrays.copyOf(content, content.length - 1);
                case EMPTY, GONE -> new byte[0];
                case LONGER -> Arrays.copyOf(content, content.length + 1);
                case ZEROS -> new byte[content.length];
            };
        }

        /** Whether it shows without reading all bytes. */
        boolean isSeenBySize() {
            return this != FLIPPED && this != ZEROS;
        }
    }

    enum Push {
        WHOLE_IN_THE_POST,
        WHOLE_IN_THE_PUT,
        STREAMED,
        IN_CHUNKS
    }

    static Stream<Arguments> everyDamageAndPush() {
        return Stream.of(Damage.values())
                .flatMap(damage -> Stream.of(Push.values()).map(push -> Arguments.of(damage, push)));
    }

    @ParameterizedTest
    @MethodSource("everyDamageAndPush")
    void aPushReplacesABlobThatLiesDamaged(Damage damage, Push push) throws IOException {
        push("a", push);
        damage(DIGEST, damage);
        if (damage.isSeenBySize()) {
            send("HEAD /v2/a/blobs/" + DIGEST).is(404); // so that clients push at all
        }

        push("a", push);

        send("GET /v2/a/blobs/" + DIGEST).is(200).withBody(BLOB);
        assertArrayEquals(BLOB.getBytes(UTF_8), Files.readAllBytes(file(DIGEST)));
    }

    @ParameterizedTest
    @MethodSource("everyDamageAndPush")
    void aPushIntoAnotherRepositoryHealsAll(Damage damage, Push push) throws IOException {
        push("a", Push.WHOLE_IN_THE_POST);
        damage(DIGEST, damage);

        push("b", push);

        send("GET /v2/a/blobs/" + DIGEST).is(200).withBody(BLOB);
        send("GET /v2/b/blobs/" + DIGEST).is(200).withBody(BLOB);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void whatVerificationFoundIsAbsentUntilItIsPushed(Damage damage) throws IOException {
        push("a", Push.WHOLE_IN_THE_POST);
        damage(DIGEST, damage);
        verify();

        send("HEAD /v2/a/blobs/" + DIGEST).is(404);
        send("GET /v2/a/blobs/" + DIGEST).isError(404, ErrorCode.BLOB_UNKNOWN);
        String location = send("POST /v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a")
                .is(202)
                .header("Location");
        send("PUT " + location + "?digest=" + DIGEST, BLOB).is(201);

        send("GET /v2/b/blobs/" + DIGEST).is(200).withBody(BLOB);
        send("GET /v2/a/blobs/" + DIGEST).is(200).withBody(BLOB);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aMountOfWhatIsSeenToBeDamagedBecomesAnUpload(Damage damage) throws IOException {
        push("a", Push.WHOLE_IN_THE_POST);
        damage(DIGEST, damage);

        // Nobody reads a blob for a mount: what has the right size is taken for whole.
        Answer answer =
                send("POST /v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a").is(damage.isSeenBySize() ? 202 : 201);
        String location = damage.isSeenBySize() ? answer.header("Location") : startUpload("b");
        send("PUT " + location + "?digest=" + DIGEST, BLOB).is(201);

        send("GET /v2/b/blobs/" + DIGEST).is(200).withBody(BLOB);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aManifestThatLiesDamagedIsNeverServedAndReplacedByAPush(Damage damage) throws IOException {
        String manifest = manifest();
        Digest digest = sha256(manifest);
        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).is(201);
        damage(digest, damage);
        serveAgain(); // another instance, which remembers nothing

        send("GET /v2/a/manifests/v1").isError(404, ErrorCode.MANIFEST_UNKNOWN);
        send("HEAD /v2/a/manifests/" + digest).is(404);
        send("GET /v2/a/blobs/" + digest).isError(404, ErrorCode.BLOB_UNKNOWN);
        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).is(201);

        send("GET /v2/a/manifests/v1").is(200).withBody(manifest);
        assertArrayEquals(manifest.getBytes(UTF_8), Files.readAllBytes(file(digest)));
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void anInstanceThatRemembersAManifestReplacesItToo(Damage damage) throws IOException {
        String manifest = manifest();
        Digest digest = sha256(manifest);
        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).is(201);
        damage(digest, damage);

        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).is(201);

        assertArrayEquals(manifest.getBytes(UTF_8), Files.readAllBytes(file(digest)));
    }

    @Test
    void aManifestWhoseLayerWasTakenAwayIsRefusedUntilThatIsThere() throws IOException {
        String manifest = manifest();
        damage(DIGEST, Damage.FLIPPED);
        verify();

        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).isError(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
        push("a", Push.STREAMED);
        send("PUT /v2/a/manifests/v1\nContent-Type: " + TYPE, manifest).is(201);
    }

    private void push(String repository, Push push) {
        switch (push) {
            case WHOLE_IN_THE_POST -> pushBlob(repository, BLOB);
            case WHOLE_IN_THE_PUT ->
                send("PUT " + startUpload(repository) + "?digest=" + DIGEST, BLOB)
                        .is(201);
            case STREAMED -> {
                String location = startUpload(repository);
                send("PATCH " + location, BLOB).is(202);
                send("PUT " + location + "?digest=" + DIGEST).is(201);
            }
            case IN_CHUNKS -> {
                String location = startUpload(repository);
                send("PATCH " + location + "\nContent-Range: 0-9", BLOB.substring(0, 10))
                        .is(202);
                send("PATCH " + location + "\nContent-Range: 10-19", BLOB.substring(10, 20))
                        .is(202);
                send(
                                "PUT " + location + "?digest=" + DIGEST + "\nContent-Range: 20-" + (BLOB.length() - 1),
                                BLOB.substring(20))
                        .is(201);
            }
        }
    }

    /** A manifest whose config is the blob, which is pushed. */
    private String manifest() {
        pushBlob("a", BLOB);
        return "{\"schemaVersion\":2,\"mediaType\":\"" + TYPE + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", BLOB) + ",\"layers\":[]}";
    }

    private void damage(Digest digest, Damage damage) throws IOException {
        Path file = file(digest);
        byte[] damaged = damage.apply(Files.readAllBytes(file));
        Files.delete(file); // its parts among the uploads may be the same file
        if (damage != Damage.GONE) {
            Files.write(file, damaged);
        }
    }

    private void verify() throws IOException {
        registry().contentVerifier(ContentVerifier.Settings.DEFAULT).verify(progress -> {});
        assertFalse(Files.exists(file(DIGEST)));
    }

    private void serveAgain() throws IOException {
        serve(FilesystemStorage.open(dataDirectory()), builder -> builder);
    }

    private Path dataDirectory() {
        return ((FilesystemStorage) storage()).directory();
    }

    private Path file(Digest digest) {
        return dataDirectory()
                .resolve("docker/registry/v2/blobs/sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex())
                .resolve("data");
    }
}
