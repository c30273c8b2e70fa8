package io.stowage.storage;

import io.stowage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that lie under a digest, opened to be looked at. Belongs to one thread. */
public interface InspectedContent extends Closeable {

    /** The digest under which they lie. Whether it is theirs is what the inspection finds out. */
    Digest digest();

    /** How many bytes there were when they were opened. */
    long size();

    /** Reads them from the first to the last. Closed with this object; to be asked for once. */
    InputStream read() throws IOException;

    /** Says once more whether bytes are damaged. */
    @FunctionalInterface
    interface Confirmation {
        /** Whether they are, as read again. */
        boolean isDamaged(InputStream bytes) throws IOException;
    }

    /**
     * Takes just these bytes out of reach, if they are damaged: whoever asks for them then finds nothing, in every
     * repository, so that the next push heals it. They are kept where people find them, out of reach of sweeps too.
     *
     * <p>Only bytes that lie in their place are taken, and none that replaced these since they were opened. After the bytes
     * were moved the confirmation is asked once more; if it denies or fails, they return at once, and only then could
     * somebody have missed them for a moment.
     *
     * @return whether they were taken; if not, they are aside, gone or replaced, or the confirmation denied
     * @throws IOException if it could not be done, or the confirmation failed; the bytes are in their place then
     */
    boolean quarantine(Confirmation confirmation) throws IOException;

    /** Closes the bytes. May be called twice. */
    @Override
    void close() throws IOException;
}
