package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Optional;

/** A digest algorithm that the OCI image specification registers and that content may be addressed by here. */
public enum DigestAlgorithm {
    /** SHA-256, the algorithm of nearly all content. */
    SHA256("sha256", "SHA-256", 64),
    /** SHA-512. */
    SHA512("sha512", "SHA-512", 128);

    private final String specName;
    private final String jcaName;
    private final int hexLength;

    DigestAlgorithm(String specName, String jcaName, int hexLength) {
        this.specName = specName;
        this.jcaName = jcaName;
        this.hexLength = hexLength;
    }

    /**
     * Finds the algorithm with the given name of the image specification, such as {@code sha256}.
     *
     * @return the algorithm, or empty for a name that is unknown or not supported
     */
    public static Optional<DigestAlgorithm> tryParse(String specName) {
        requireNonNull(specName, "specName is null");
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.specName.equals(specName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** The name that stands before the colon of a digest. */
    public String specName() {
        return specName;
    }

    /** The number of hexadecimal digits of a digest of this algorithm. */
    public int hexLength() {
        return hexLength;
    }

    /** A new, empty running digest of this algorithm; not safe for use by several threads. */
    public MessageDigest newMessageDigest() {
        // A host application may have put another provider first; the JDK's own is several times faster than any
        // pure Java one.
        try {
            return MessageDigest.getInstance(jcaName, "SUN");
        } catch (NoSuchProviderException | NoSuchAlgorithmException noSunProvider) {
            try {
                return MessageDigest.getInstance(jcaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM has no " + jcaName, e);
            }
        }
    }

    /** The specification's name, such as {@code sha256}. */
    @Override
    public String toString() {
        return specName;
    }
}
