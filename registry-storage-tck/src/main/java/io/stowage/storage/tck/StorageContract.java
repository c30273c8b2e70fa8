package io.stowage.storage.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every contract begins with: a storage that does things, the eyes that look at them, and the few words in which
 * the cases are told.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class StorageContract {
    static final RepositoryName APP = RepositoryName.parse("team/app");
    static final RepositoryName OTHER = RepositoryName.parse("other");
    static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
    static final Instant FAR_FUTURE = Instant.parse("2200-01-01T00:00:00Z");

    /** Repositories whose names look like something else, to a router, to a directory tree or to each other. */
    static final List<RepositoryName> PECULIAR_NAMES = peculiarNames();

    private final RegistryStorageContract implementation;
    private final SeenBy seenBy;
    private final List<RegistryStorage> opened = new ArrayList<>();
    private RegistryStorage storage;
    private RegistryStorage another;

    StorageContract(RegistryStorageContract implementation, SeenBy seenBy) {
        this.implementation = implementation;
        this.seenBy = seenBy;
    }

    @BeforeEach
    void openStorage() throws Exception {
        assumeTrue(seenBy.isPossibleWith(implementation.features()), "the storage claims no such feature");
        storage = keep(implementation.openEmpty());
        another = seenBy == SeenBy.ANOTHER_INSTANCE ? keep(implementation.openAgain()) : storage;
    }

    @AfterEach
    void closeStorages() throws IOException {
        for (RegistryStorage each : opened) {
            each.close();
        }
    }

    /** The storage that does things. */
    final RegistryStorage storage() {
        return storage;
    }

    /**
     * The storage that looks at what was done. After a restart it is also the one that does things, and what came from
     * the former one must not be used any more.
     */
    final RegistryStorage elsewhere() throws Exception {
        if (seenBy == SeenBy.AFTER_RESTART) {
            storage.close();
            storage = keep(implementation.openAgain());
            another = storage;
        }
        return another;
    }

    /** The same upload as the storage that looks on finds it. */
    final PendingUpload elsewhere(PendingUpload upload) throws Exception {
        return elsewhere().uploads().find(upload.repository(), upload.id()).orElseThrow();
    }

    final PendingUpload startUpload(RepositoryName repository) throws IOException {
        return storage.uploads().create(repository, START);
    }

    final PendingUpload startUpload(RepositoryName repository, byte[] received) throws IOException {
        PendingUpload upload = startUpload(repository);
        append(upload, received);
        return upload;
    }

    /** Makes a blob of the given bytes, addressed by SHA-256. */
    final Digest pushBlob(RepositoryName repository, byte[] content) throws IOException {
        return pushBlob(repository, content, DigestAlgorithm.SHA256);
    }

    final Digest pushBlob(RepositoryName repository, byte[] content, DigestAlgorithm algorithm) throws IOException {
        Digest digest = Digest.of(algorithm, content);
        startUpload(repository, content).commit(digest);
        return digest;
    }

    static void append(PendingUpload upload, byte[] bytes) throws IOException {
        try (OutputStream sink = upload.append(upload.size())) {
            sink.write(bytes);
        }
    }

    static byte[] bytesOf(PendingUpload upload) throws IOException {
        try (InputStream received = upload.read()) {
            return received.readAllBytes();
        }
    }

    static byte[] bytesOf(StoredBlob blob, long offset) throws IOException {
        try (InputStream content = blob.open(offset)) {
            return content.readAllBytes();
        }
    }

    static void assertReceived(byte[] expected, PendingUpload upload) throws IOException {
        assertEquals(expected.length, upload.size());
        assertArrayEquals(expected, bytesOf(upload));
    }

    static void assertHolds(RegistryStorage storage, RepositoryName repository, Digest digest, byte[] expected)
            throws IOException {
        StoredBlob blob = storage.blobs()
                .find(repository, digest)
                .orElseThrow(() -> new AssertionError(repository + " does not hold " + digest));
        assertEquals(digest, blob.digest());
        assertEquals(expected.length, blob.size());
        assertArrayEquals(expected, bytesOf(blob, 0));
        Optional<Path> file = blob.file();
        if (file.isPresent()) {
            assertArrayEquals(expected, Files.readAllBytes(file.get()));
        }
    }

    static void assertDoesNotHold(RegistryStorage storage, RepositoryName repository, Digest digest)
            throws IOException {
        assertTrue(storage.blobs().find(repository, digest).isEmpty(), () -> repository + " should not hold " + digest);
    }

    static Digest sha256(byte[] content) {
        return Digest.of(DigestAlgorithm.SHA256, content);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** Bytes that look random and follow from their number. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Closes a storage when the case is over. */
    final RegistryStorage keep(RegistryStorage storage) {
        opened.add(storage);
        return storage;
    }

    private static List<RepositoryName> peculiarNames() {
        List<String> names = List.of(
                "a",
                "a/b",
                "a-b",
                "a.b",
                "a_b",
                "a__b",
                "a--b",
                "ab",
                "a/b/c",
                "b",
                "blobs/uploads",
                "tags/list",
                "a/manifests",
                "a/manifests/latest",
                "a/blobs",
                "uploads",
                "tags",
                "current",
                "index",
                "link",
                "data",
                "repositories",
                "docker/registry/v2",
                "sha256",
                "v1.tmp",
                "x/v1.tmp",
                "0",
                "n".repeat(255),
                "d/".repeat(127) + "d");
        return names.stream().map(RepositoryName::parse).toList();
    }
}
