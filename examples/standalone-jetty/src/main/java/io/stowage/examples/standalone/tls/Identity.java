package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that speak for it.
 *
 * @param chain the certificate of the key, then those of the authorities above it, in the order of the file
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    Identity {
        requireNonNull(key, "key is null");
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain is empty");
        }
    }

    X509Certificate leaf() {
        return chain.get(0);
    }

    Instant end() {
        return leaf().getNotAfter().toInstant();
    }

    /** What an operator needs to tell it from another. */
    String facts() {
        return leaf().getSubjectX500Principal().getName() + ", " + key.getAlgorithm() + ", valid until " + end();
    }

    /** Whether what this key signs is what the certificate verifies. */
    static boolean match(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a curve or a length that differs
        }
    }

    /** The signature that the JDK makes with such a key. */
    static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    /** Never the key. */
    @Override
    public String toString() {
        return facts();
    }
}
