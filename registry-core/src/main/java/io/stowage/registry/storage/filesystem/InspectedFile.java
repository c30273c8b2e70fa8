package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.storage.InspectedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** A file that was opened to be looked at. What is open stays the same file, whatever happens to its name. */
final class InspectedFile implements InspectedContent {
    private final Digest digest;
    private final FileChannel channel;
    private final long size;
    private final Removal removal;

    InspectedFile(Digest digest, FileChannel channel, long size, Removal removal) {
        this.digest = digest;
        this.channel = channel;
        this.size = size;
        this.removal = removal;
    }

    /** How just this file is taken away. */
    @FunctionalInterface
    interface Removal {
        boolean quarantine(Confirmation confirmation) throws IOException;
    }

    @Override
    public Digest digest() {
        return digest;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream read() {
        return Channels.newInputStream(channel);
    }

    @Override
    public boolean quarantine(Confirmation confirmation) throws IOException {
        return removal.quarantine(confirmation);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
