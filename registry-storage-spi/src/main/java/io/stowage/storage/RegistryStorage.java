package io.stowage.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * The place where a registry's content lies: the entry to its stores.
 *
 * <p>Several instances may serve the same data at the same time, in one process or on several machines, where the
 * medium allows it; each storage says whether its does.
 *
 * <p>The accessors are cheap, never fail, and answer stores that live as long as this storage.
 */
public interface RegistryStorage extends Closeable {

    /** The blobs of all repositories. */
    BlobStore blobs();

    /** The blobs being received. */
    UploadStore uploads();

    /** The manifests of all repositories. */
    ManifestStore manifests();

    /** The tags of all repositories. */
    TagStore tags();

    /** Which repositories there are. */
    RepositoryCatalog repositories();

    /**
     * Tries whether content can be read and written now: cheap enough for every few seconds, and leaving nothing behind.
     * Beside real operations of others, through this instance and others.
     *
     * <p>What this method does by default, nothing, is right for a storage that cannot fail by itself.
     *
     * @throws IOException if not; {@link StorageTrouble#of} it says why, and nothing changed
     */
    default void check() throws IOException {}

    /**
     * Releases what this instance holds; the data stays. May be called twice. What is called afterwards may fail with an
     * {@link IOException}.
     */
    @Override
    void close() throws IOException;
}
