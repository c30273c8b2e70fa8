package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.internal.DigestSet;
import java.io.IOException;
import java.nio.file.Path;

/** Notes which bytes the links need that stay. */
final class HeldBytes {
    private final Links links;
    private final DigestSet held;

    HeldBytes(Links links, DigestSet held) {
        this.links = links;
        this.held = held;
    }

    /** A link stays, in its place or aside. */
    void by(Path link, Digest digest) throws IOException {
        held.add(digest);
        // Distribution links a SHA-512 to the bytes it has under a SHA-256. What holds no digest leads nowhere.
        if (digest.algorithm() != DigestAlgorithm.SHA256) {
            links.peek(link).ifPresent(held::add);
        }
    }
}
