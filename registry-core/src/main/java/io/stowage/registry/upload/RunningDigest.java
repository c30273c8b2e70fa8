package io.stowage.registry.upload;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import java.security.MessageDigest;

/** The digest of the bytes seen so far, and how many they were. For one thread at a time. */
final class RunningDigest {
    private final DigestAlgorithm algorithm;
    private final MessageDigest digest;
    private long length;

    RunningDigest(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.digest = algorithm.newMessageDigest();
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    long length() {
        return length;
    }

    void update(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
        length += count;
    }

    /** The digest of everything seen; ends this one. */
    Digest finish() {
        return Digest.finish(algorithm, digest);
    }
}
