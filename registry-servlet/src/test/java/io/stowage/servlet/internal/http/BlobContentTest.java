package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.StoredBlob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob whose file was there when it was found. */
class BlobContentTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path directory;

    @Test
    void aFileThatMovedIsReadThroughTheStorage() throws IOException {
        try (BlobContent content = BlobContent.open(new Moved(Optional.of(CONTENT)), 0)) {
            assertEquals(StreamContent.class, content.getClass());
        }
    }

    @Test
    void aFileThatIsThereIsReadItself() throws IOException {
        Files.write(directory.resolve("data"), CONTENT);

        try (BlobContent content = BlobContent.open(new Moved(Optional.empty()), 0)) {
            assertEquals(FileContent.class, content.getClass());
        }
    }

    @Test
    void aBlobThatWasRemovedIsUnknown() {
        RegistryException refusal =
                assertThrows(RegistryException.class, () -> BlobContent.open(new Moved(Optional.empty()), 0));

        assertEquals(ErrorCode.BLOB_UNKNOWN, refusal.errors().get(0).code());
    }

    private final class Moved implements StoredBlob {
        private final Optional<byte[]> content;

        Moved(Optional<byte[]> content) {
            this.content = content;
        }

        @Override
        public Digest digest() {
            return Digest.of(DigestAlgorithm.SHA256, CONTENT);
        }

        @Override
        public long size() {
            return CONTENT.length;
        }

        @Override
        public InputStream open(long offset) throws IOException {
            return new ByteArrayInputStream(content.orElseThrow(() -> new NoSuchFileException("gone")));
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(directory.resolve("data"));
        }
    }
}
