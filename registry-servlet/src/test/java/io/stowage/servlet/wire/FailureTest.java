package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.storage.BlobStore;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RepositoryCatalog;
import io.stowage.storage.StorageTrouble;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.TagStore;
import io.stowage.storage.UploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the storage fails: what the client learns, and what it never does. */
class FailureTest extends WireTest {
    private static final String SECRET = "/srv/secret/place";

    @TempDir
    private Path directory;

    @Test
    void troubleIsA500WithAnIdAndNothingElse() {
        serve(new Broken(new IOException(SECRET + ": Input/output error")), builder -> builder);

        for (String path : new String[] {"/v2/a/tags/list", "/v2/a/manifests/1.0", "/v2/_catalog"}) {
            Answer answer = send("GET " + path).isError(500, ErrorCode.UNSUPPORTED);
            assertFalse(answer.text().contains(SECRET), answer::toString);
            assertTrue(answer.text().matches(".*error id [0-9a-f-]{36}.*"), answer::toString);
        }
        send("POST /v2/a/blobs/uploads/").isError(500, ErrorCode.UNSUPPORTED);
        send("HEAD /v2/a/manifests/1.0").is(500).withoutBody();
    }

    @Test
    void whatAnOperatorHasToMendIsToldWithoutNames() {
        serve(new Broken(new AccessDeniedException(SECRET)), builder -> builder);
        Answer denied = send("POST /v2/a/blobs/uploads/").isError(500, ErrorCode.UNSUPPORTED);
        assertTrue(denied.text().contains("the registry's account may not use a part of its storage, its log has"));
        assertFalse(denied.text().contains(SECRET), denied::toString);

        serve(new Broken(new NotDirectoryException(SECRET)), builder -> builder);
        Answer inTheWay = send("POST /v2/a/blobs/uploads/").isError(500, ErrorCode.UNSUPPORTED);
        assertTrue(inTheWay.text().contains("the registry's storage has a file where this needs a directory, its log"));
        assertFalse(inTheWay.text().contains(SECRET), inTheWay::toString);
    }

    @Test
    void aBugIsA500Too() {
        serve(new Broken(new IllegalStateException(SECRET)), builder -> builder);

        Answer answer = send("GET /v2/a/tags/list").isError(500, ErrorCode.UNSUPPORTED);
        assertFalse(answer.text().contains(SECRET), answer::toString);
    }

    @Test
    void aFullDiskIsA507() {
        serve(new Broken(new IOException(SECRET + ": No space left on device")), builder -> builder);
        send("POST /v2/a/blobs/uploads/").isError(507, ErrorCode.UNSUPPORTED);

        IOException wrapped = new IOException("x", new IOException("Disk quota exceeded"));
        serve(new Broken(wrapped), builder -> builder);
        send("POST /v2/a/blobs/uploads/").isError(507, ErrorCode.UNSUPPORTED);
    }

    @Test
    void aDiskThatIsReadOnlyOrAwayIsA503AndNothingSeemsAbsent() {
        for (String words : new String[] {"Read-only file system", "Too many open files", "Stale file handle"}) {
            serve(new Broken(new FileSystemException(SECRET, null, words)), builder -> builder);
            for (String request : new String[] {
                "GET /v2/a/tags/list",
                "GET /v2/a/manifests/1.0",
                "GET /v2/a/blobs/" + sha256("any"),
                "GET /v2/a/referrers/" + sha256("any"),
                "DELETE /v2/a/manifests/1.0",
                "DELETE /v2/a/blobs/" + sha256("any"),
                "POST /v2/a/blobs/uploads/",
                "PATCH /v2/a/blobs/uploads/6f5a8d1e-0e2a-4a53-a9a4-1f4b2f1f8c11",
                "GET /v2/a/blobs/uploads/6f5a8d1e-0e2a-4a53-a9a4-1f4b2f1f8c11"
            }) {
                Answer answer = send(request).isError(503, ErrorCode.UNSUPPORTED);
                assertFalse(answer.text().contains(SECRET), answer::toString);
            }
        }
    }

    @Test
    void theRegistrysHealthHearsOfItAndTheLogNotOfEachRequest() {
        serve(new Broken(new FileSystemException(SECRET, null, "No space left on device")), builder -> builder);

        Answer answer = send("POST /v2/a/blobs/uploads/").isError(507, ErrorCode.UNSUPPORTED);

        assertEquals(
                "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"the registry's storage is full\"}]}",
                answer.text());
        assertEquals(
                Optional.of(StorageTrouble.FULL), registry().health().state().trouble());
    }

    @Test
    void aBlobThatFailsBeforeItsFirstByteIsACleanError() {
        serve(new Damaged(1000, 0), builder -> builder);

        send("GET /v2/a/blobs/" + sha256("any"))
                .isError(500, ErrorCode.UNSUPPORTED)
                .without("ETag", "Docker-Content-Digest", "Accept-Ranges", "Content-Range");
        assertTrue(send("GET /v2/a/blobs/" + sha256("any")).headers("Cache-Control").stream()
                .noneMatch(value -> value.contains("immutable")));
    }

    @Test
    void aBlobThatFailsOnTheWayEndsTheConnectionTooEarly() throws Exception {
        serve(new Damaged(10_000_000, 5_000_000), builder -> builder);

        try (SocketTalk talk = new SocketTalk(container().port())) {
            talk.send("GET /v2/a/blobs/" + sha256("any") + " HTTP/1.1\nHost: registry\n\n");
            Answer answer = Answer.parse(talk.readAll());

            assertEquals(200, answer.status());
            assertEquals("10000000", answer.header("Content-Length"));
            assertTrue(answer.body().length <= 5_000_000);
        }
    }

    @Test
    void aFileThatIsTooShortEndsTheConnectionTooEarly() throws Exception {
        Path file = Files.write(directory.resolve("blob"), new byte[3_000_000]);
        serve(new InFile(file, 4_000_000), builder -> builder);

        try (SocketTalk talk = new SocketTalk(container().port())) {
            talk.send("GET /v2/a/blobs/" + sha256("any") + " HTTP/1.1\nHost: registry\n\n");
            Answer answer = Answer.parse(talk.readAll());

            assertEquals(200, answer.status());
            assertTrue(answer.body().length <= 3_000_000);
        }
    }

    @Test
    void aFileThatIsGoneIs404() {
        serve(new InFile(directory.resolve("gone"), 1000), builder -> builder);

        send("GET /v2/a/blobs/" + sha256("any"))
                .isError(404, ErrorCode.BLOB_UNKNOWN)
                .without("ETag");
    }

    /** Every store of it fails with the same exception. */
    private record Broken(Exception failure) implements RegistryStorage {
        @Override
        public BlobStore blobs() {
            return failing(BlobStore.class);
        }

        @Override
        public UploadStore uploads() {
            return failing(UploadStore.class);
        }

        @Override
        public ManifestStore manifests() {
            return failing(ManifestStore.class);
        }

        @Override
        public TagStore tags() {
            return failing(TagStore.class);
        }

        @Override
        public RepositoryCatalog repositories() {
            return failing(RepositoryCatalog.class);
        }

        @Override
        public void close() {}

        private <T> T failing(Class<T> store) {
            return proxy(store, (proxy, method, args) -> {
                throw failure;
            });
        }
    }

    /** Every repository holds every blob, of a size, and reading it fails after some bytes. */
    private record Damaged(long size, long readable) implements AllBlobs {
        @Override
        public InputStream open(long offset) {
            return new InputStream() {
                private long left = readable - offset;

                @Override
                public int read() throws IOException {
                    return read(new byte[1], 0, 1);
                }

                @Override
                public int read(byte[] buffer, int start, int length) throws IOException {
                    if (left <= 0) {
                        throw new IOException(SECRET + ": Input/output error");
                    }
                    int n = (int) Math.min(length, left);
                    left -= n;
                    return n;
                }
            };
        }

        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }
    }

    /** Every repository holds every blob, in one file. */
    private record InFile(Path path, long size) implements AllBlobs {
        @Override
        public InputStream open(long offset) throws IOException {
            if (Files.notExists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            throw new IOException("the file is there to be used");
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }
    }

    private interface AllBlobs extends RegistryStorage {
        RegistryStorage EMPTY = InMemoryStorage.create();

        long size();

        InputStream open(long offset) throws IOException;

        Optional<Path> file();

        @Override
        default BlobStore blobs() {
            AllBlobs content = this;
            return proxy(BlobStore.class, (proxy, method, args) -> {
                if (!method.getName().equals("find")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                Digest digest = (Digest) args[1];
                return Optional.of(new StoredBlob() {
                    @Override
                    public Digest digest() {
                        return digest;
                    }

                    @Override
                    public long size() {
                        return content.size();
                    }

                    @Override
                    public InputStream open(long offset) throws IOException {
                        return content.open(offset);
                    }

                    @Override
                    public Optional<Path> file() {
                        return content.file();
                    }
                });
            });
        }

        @Override
        default UploadStore uploads() {
            return EMPTY.uploads();
        }

        @Override
        default ManifestStore manifests() {
            return EMPTY.manifests();
        }

        @Override
        default TagStore tags() {
            return EMPTY.tags();
        }

        @Override
        default RepositoryCatalog repositories() {
            return EMPTY.repositories();
        }

        @Override
        default void close() {}
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
