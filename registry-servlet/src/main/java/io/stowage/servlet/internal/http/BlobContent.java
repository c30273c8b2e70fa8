package io.stowage.servlet.internal.http;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.StoredBlob;
import jakarta.servlet.ServletOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The bytes of a blob, opened and on their way to a client. How they travel is chosen per answer, by what the storage has
 * and the container takes. For one thread.
 */
public interface BlobContent extends Closeable {

    /**
     * Opens a blob, so that what can be wrong with it shows before the head of the answer goes out.
     *
     * @param offset where the first part will begin
     * @throws RegistryException {@code BLOB_UNKNOWN} if it was removed since it was found
     */
    static BlobContent open(StoredBlob blob, long offset) throws IOException {
        try {
            Optional<FileChannel> file = openFile(blob);
            return file.isPresent() ? new FileContent(file.get()) : new StreamContent(blob, offset);
        } catch (NoSuchFileException e) {
            throw new RegistryException(ErrorCode.BLOB_UNKNOWN, "blob " + blob.digest() + " was removed just now");
        }
    }

    private static Optional<FileChannel> openFile(StoredBlob blob) throws IOException {
        Optional<Path> file = blob.file();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileChannel.open(file.get(), StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // a collector may have moved it since it was found: the storage knows
        }
    }

    /**
     * Sends a part of the bytes.
     *
     * @throws BrokenConnectionException if the client is gone
     * @throws IOException if the bytes cannot be read or end too early; never returns without having sent them all
     */
    void send(long offset, long length, ServletOutputStream out) throws IOException;
}
