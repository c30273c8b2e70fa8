package io.stowage.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of somebody who is trusted. It verifies with the algorithms of its own kind and no others, so that no key
 * can be taken for a shared secret. Immutable; two of the same key are equal.
 */
final class TrustedKey {
    private static final int LEAST_RSA_BITS = 2048;

    private final PublicKey key;
    private final JWSVerifier verifier;
    private final Optional<Algorithm> only;

    private TrustedKey(PublicKey key, JWSVerifier verifier, Optional<Algorithm> only) {
        this.key = key;
        this.verifier = verifier;
        this.only = only;
    }

    /**
     * A key.
     *
     * @throws IllegalArgumentException if it is of a kind that signs no tokens here, or too weak
     */
    static TrustedKey of(PublicKey key) {
        try {
            if (key instanceof RSAPublicKey rsa) {
                int bits = rsa.getModulus().bitLength();
                if (bits < LEAST_RSA_BITS) {
                    throw new IllegalArgumentException(
                            "an RSA key has " + bits + " bits, it needs " + LEAST_RSA_BITS + " or more");
                }
                return new TrustedKey(key, new RSASSAVerifier(rsa), Optional.empty());
            }
            if (key instanceof ECPublicKey ec) {
                return new TrustedKey(key, new ECDSAVerifier(ec), Optional.empty());
            }
            if (Ed25519.isOf(key)) {
                return new TrustedKey(key, new Ed25519.Verifier(key), Optional.empty());
            }
        } catch (JOSEException | IllegalArgumentException e) {
            throw new IllegalArgumentException("a key cannot be used: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "a key is of kind " + key.getAlgorithm() + ", tokens are signed with RSA, EC or Ed25519");
    }

    /** The same key, for one algorithm alone. */
    TrustedKey onlyFor(Algorithm algorithm) {
        return new TrustedKey(key, verifier, Optional.of(algorithm));
    }

    /** Whether the key has signed a token, with an algorithm that is allowed. */
    boolean verifies(JWSObject token, Set<JWSAlgorithm> allowed) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        try {
            return isFor(algorithm, allowed) && token.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    boolean isFor(JWSAlgorithm algorithm, Set<JWSAlgorithm> allowed) {
        return allowed.contains(algorithm)
                && verifier.supportedJWSAlgorithms().contains(algorithm)
                && only.map(algorithm::equals).orElse(true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKey that && key.equals(that.key) && only.equals(that.only);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
