package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.storage.RegistryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables in which bytes move, with blobs that lie in files: in each container by its own way. */
class FilesystemTest {
    @TempDir
    private static Path directory;

    private static RegistryStorage storageInAFreshDirectory() {
        try {
            return FilesystemStorage.open(Files.createTempDirectory(directory, "data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    abstract static class FileBlobs extends BlobTest {
        @Override
        protected RegistryStorage newStorage() {
            return storageInAFreshDirectory();
        }

        @Test
        void partsOfALargeFileAreTheRightOnes() throws Exception {
            byte[] content = new byte[(2 << 20) + 77];
            new Random(7).nextBytes(content);
            Digest digest = pushBlob("a", content);
            assertTrue(storage()
                    .blobs()
                    .find(RepositoryName.parse("a"), digest)
                    .orElseThrow()
                    .file()
                    .isPresent());

            assertArrayEquals(content, send("GET /v2/a/blobs/" + digest).is(200).body());
            byte[] part = send("GET /v2/a/blobs/" + digest + "\nRange: bytes=262143-1048577")
                    .is(206)
                    .body();
            assertArrayEquals(Arrays.copyOfRange(content, 262143, 1048578), part);
            byte[] end = send("GET /v2/a/blobs/" + digest + "\nRange: bytes=-300000")
                    .is(206)
                    .body();
            assertArrayEquals(Arrays.copyOfRange(content, content.length - 300_000, content.length), end);
        }
    }

    @Nested
    class OnJetty extends FileBlobs {}

    @Nested
    class OnTomcat extends FileBlobs {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class OnUndertow extends FileBlobs {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Uploads extends UploadTest {
        @Override
        protected RegistryStorage newStorage() {
            return storageInAFreshDirectory();
        }
    }
}
