package io.stowage.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/**
 * A key that signs own tokens, with its public half. Named by its thumbprint (RFC 7638), so that no two keys can be taken
 * for each other. Immutable.
 */
final class SigningKey {
    private final JWK jwk;
    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;
    private final JWSVerifier verifier;

    private SigningKey(JWK jwk, JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) {
        this.jwk = jwk;
        this.algorithm = algorithm;
        this.signer = signer;
        this.verifier = verifier;
    }

    static SigningKey generate(TokenAlgorithm algorithm, Instant created) {
        try {
            KeyPairGenerator generator = switch (algorithm) {
                case ES256 -> KeyPairGenerator.getInstance("EC");
                case EDDSA -> KeyPairGenerator.getInstance("Ed25519");
            };
            if (algorithm == TokenAlgorithm.ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return of(generator.generateKeyPair(), created);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no keys for " + algorithm, e);
        }
    }

    /**
     * The key in a pair.
     *
     * @throws IllegalArgumentException if it is of another kind than P-256 and Ed25519, or the halves do not belong
     *     together
     */
    static SigningKey of(KeyPair pair, Instant created) {
        SigningKey key;
        try {
            if (pair.getPublic() instanceof ECPublicKey open && pair.getPrivate() instanceof ECPrivateKey secret) {
                key = of(new ECKey.Builder(Curve.forECParameterSpec(open.getParams()), open)
                        .privateKey(secret)
                        .issueTime(Date.from(created))
                        .keyIDFromThumbprint()
                        .build());
            } else if (Ed25519.isOf(pair.getPublic()) && pair.getPrivate() instanceof EdECPrivateKey secret) {
                key = of(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(Ed25519.raw(pair.getPublic())))
                        .d(Base64URL.encode(Ed25519.raw(secret)))
                        .issueTime(Date.from(created))
                        .keyIDFromThumbprint()
                        .build());
            } else {
                throw new IllegalArgumentException("a key for tokens is on the curve P-256 or Ed25519, this one is "
                        + pair.getPublic().getAlgorithm());
            }
        } catch (JOSEException | GeneralSecurityException | IllegalStateException e) {
            throw new IllegalArgumentException("the pair is no key for tokens", e);
        }
        key.check();
        return key;
    }

    /**
     * The key in a JWK (RFC 7517).
     *
     * @throws ParseException if it is none for tokens; the message has nothing of the text
     */
    static SigningKey parse(String json) throws ParseException {
        try {
            JWK jwk = JWK.parse(json);
            if (!jwk.isPrivate() || jwk.getIssueTime() == null) {
                throw new ParseException("the key has no private half or no time", 0);
            }
            SigningKey key = jwk instanceof OctetKeyPair edwards ? of(edwards) : of(jwk.toECKey());
            if (!jwk.computeThumbprint().toString().equals(jwk.getKeyID())) {
                throw new ParseException("the key has the name of another", 0);
            }
            key.check();
            return key;
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new ParseException("not a key for tokens", 0);
        }
    }

    private static SigningKey of(ECKey jwk) throws JOSEException {
        if (!jwk.getCurve().equals(Curve.P_256)) {
            throw new IllegalArgumentException("a key for tokens is on the curve P-256, this one on " + jwk.getCurve());
        }
        return new SigningKey(
                jwk, JWSAlgorithm.ES256, new ECDSASigner(jwk.toECPrivateKey()), new ECDSAVerifier(jwk.toECPublicKey()));
    }

    private static SigningKey of(OctetKeyPair jwk) throws GeneralSecurityException {
        PrivateKey secret = Ed25519.privateKey(jwk.getDecodedD());
        PublicKey open = Ed25519.publicKey(jwk.getDecodedX());
        return new SigningKey(jwk, JWSAlgorithm.EdDSA, new Ed25519.Signer(secret), new Ed25519.Verifier(open));
    }

    private void check() {
        try {
            if (!verifies(JWSObject.parse(sign(Map.of("iss", "a test of the key"))))) {
                throw new IllegalArgumentException("the halves of the key do not belong together");
            }
        } catch (ParseException e) {
            throw new IllegalStateException("what was signed cannot be read", e);
        }
    }

    /** The name in tokens. */
    String id() {
        return jwk.getKeyID();
    }

    Instant created() {
        return jwk.getIssueTime().toInstant();
    }

    boolean isFor(TokenAlgorithm wanted) {
        return algorithm.equals(wanted == TokenAlgorithm.ES256 ? JWSAlgorithm.ES256 : JWSAlgorithm.EdDSA);
    }

    /** A token with the given claims. */
    String sign(Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(id())
                .build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with key " + id(), e);
        }
        return token.serialize();
    }

    /** Whether this key has signed a token, with the one algorithm that it is for. */
    boolean verifies(JWSObject token) {
        try {
            return token.getHeader().getAlgorithm().equals(algorithm) && token.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    /** All of it as a JWK, secret. */
    String secretJson() {
        return jwk.toJSONString();
    }

    /** Its name. */
    @Override
    public String toString() {
        return id();
    }
}
