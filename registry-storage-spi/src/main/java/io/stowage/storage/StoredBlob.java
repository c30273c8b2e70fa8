package io.stowage.storage;

import io.stowage.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A blob that was found: its address, its size, and a way to its bytes. Holds nothing open. */
public interface StoredBlob {

    /** The digest that the blob was asked for by. */
    Digest digest();

    /** The number of its bytes. */
    long size();

    /**
     * Opens the bytes from an offset to the end.
     *
     * <p>The stream fails with an {@link IOException} rather than end early when the bytes run out before {@link #size()}.
     * The caller closes it.
     *
     * @param offset how many bytes to leave out, from 0 to {@link #size()}
     * @throws IllegalArgumentException if the offset is outside that range
     * @throws NoSuchFileException if the blob was removed since it was found
     * @throws IOException if the bytes cannot be read
     */
    InputStream open(long offset) throws IOException;

    /**
     * The file that holds exactly these bytes, where there is one, so that a server can hand it to the kernel. It is never
     * rewritten in place, but may be replaced by an equal one, moved or removed at any time: where it is gone, {@link #open}
     * may still have the bytes. Not to be written to.
     */
    default Optional<Path> file() {
        return Optional.empty();
    }
}
