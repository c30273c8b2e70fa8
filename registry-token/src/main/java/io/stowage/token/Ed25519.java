package io.stowage.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** Ed25519 with what the JDK has; nimbus would need another library for it. */
final class Ed25519 {
    static final int KEY_LENGTH = 32;

    private static final String NAME = "Ed25519";
    // RFC 9864 gives the algorithm a name of its own.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
    // RFC 8410: what stands before the 32 bytes of a key in DER.
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Ed25519() {}

    static boolean isOf(PublicKey key) {
        return key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    }

    /** The key in the form of RFC 8037, {@code x}. */
    static byte[] raw(PublicKey key) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, der.length - KEY_LENGTH, der.length);
    }

    /** The key in the form of RFC 8037, {@code d}. */
    static byte[] raw(EdECPrivateKey key) {
        return key.getBytes().orElseThrow(() -> new IllegalArgumentException("the private key cannot be read"));
    }

    static PublicKey publicKey(byte[] x) throws GeneralSecurityException {
        return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(der(PUBLIC_PREFIX, x)));
    }

    static PrivateKey privateKey(byte[] d) throws GeneralSecurityException {
        return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(der(PRIVATE_PREFIX, d)));
    }

    private static byte[] der(byte[] prefix, byte[] key) throws GeneralSecurityException {
        if (key.length != KEY_LENGTH) {
            throw new GeneralSecurityException("an Ed25519 key has " + KEY_LENGTH + " bytes, this one " + key.length);
        }
        byte[] der = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, der, prefix.length, key.length);
        return der;
    }

    /** Signs. Safe for use by many threads. */
    static final class Signer extends BaseJWSProvider implements JWSSigner {
        private final PrivateKey key;

        Signer(PrivateKey key) {
            super(ALGORITHMS);
            this.key = key;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] input) throws JOSEException {
            try {
                Signature signature = Signature.getInstance(NAME);
                signature.initSign(key);
                signature.update(input);
                return Base64URL.encode(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new JOSEException("cannot sign with Ed25519", e);
            }
        }
    }

    /** Verifies. Safe for use by many threads. */
    static final class Verifier extends BaseJWSProvider implements JWSVerifier {
        private final PublicKey key;

        Verifier(PublicKey key) {
            super(ALGORITHMS);
            this.key = key;
        }

        @Override
        public boolean verify(JWSHeader header, byte[] input, Base64URL signed) throws JOSEException {
            if (!ALGORITHMS.contains(header.getAlgorithm())) {
                return false;
            }
            try {
                Signature signature = Signature.getInstance(NAME);
                signature.initVerify(key);
                signature.update(input);
                return signature.verify(signed.decode());
            } catch (SignatureException e) {
                return false; // such as of a wrong length
            } catch (GeneralSecurityException e) {
                throw new JOSEException("cannot verify with Ed25519", e);
            }
        }
    }
}
