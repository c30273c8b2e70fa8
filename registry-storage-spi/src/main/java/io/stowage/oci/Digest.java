package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The address of some content: an algorithm and the lowercase hexadecimal form of its result, written
 * {@code sha256:9f86d0…}.
 *
 * @param algorithm the algorithm that made it
 * @param hex exactly as many lowercase hexadecimal digits as the algorithm gives
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">image-spec, digests</a>
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Reference {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code hex} has another length than the algorithm's or another character
     */
    public Digest {
        requireNonNull(algorithm, "algorithm is null");
        requireNonNull(hex, "hex is null");
        if (!isHexOf(algorithm, hex)) {
            throw new IllegalArgumentException("not the " + algorithm.hexLength()
                    + " lowercase hexadecimal digits of a " + algorithm + " digest: " + Quoting.quote(hex));
        }
    }

    /**
     * Parses {@code <algorithm>:<hex>}.
     *
     * @throws IllegalArgumentException if the text is not a digest of a supported algorithm
     */
    public static Digest parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a digest: " + Quoting.quote(text)));
    }

    /** Parses {@code <algorithm>:<hex>}, or answers empty for any other text. */
    public static Optional<Digest> tryParse(String text) {
        requireNonNull(text, "text is null");
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String hex = text.substring(colon + 1);
        return DigestAlgorithm.tryParse(text.substring(0, colon))
                .filter(algorithm -> isHexOf(algorithm, hex))
                .map(algorithm -> new Digest(algorithm, hex));
    }

    /** The digest of the given bytes. */
    public static Digest of(DigestAlgorithm algorithm, byte[] content) {
        requireNonNull(content, "content is null");
        MessageDigest running = algorithm.newMessageDigest();
        running.update(content);
        return finish(algorithm, running);
    }

    /**
     * The digest of everything that a running digest has seen.
     *
     * @param running a message digest made by {@link DigestAlgorithm#newMessageDigest()}; empty again afterwards
     */
    public static Digest finish(DigestAlgorithm algorithm, MessageDigest running) {
        return new Digest(algorithm, HexFormat.of().formatHex(running.digest()));
    }

    /** The canonical form, {@code <algorithm>:<hex>}. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static boolean isHexOf(DigestAlgorithm algorithm, String hex) {
        if (hex.length() != algorithm.hexLength()) {
            return false;
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
