package io.stowage.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a JWK set (RFC 7517):
 *
 * <pre>{@code
 * {"keys": [{"kty": "RSA", "kid": "2026", "use": "sig", "alg": "RS256", "n": "…", "e": "AQAB"}]}
 * }</pre>
 */
final class JwkKeys {
    private JwkKeys() {}

    /**
     * The keys in it that can sign tokens; what is for other things is left out.
     *
     * @throws IllegalArgumentException if it is no JWK set, has no such key, or too many
     */
    static KeySet parse(String json) {
        JWKSet set;
        try {
            set = JWKSet.parse(json);
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("not a JWK set", e);
        }
        Map<String, TrustedKey> named = new HashMap<>();
        List<TrustedKey> unnamed = new ArrayList<>();
        for (JWK jwk : set.getKeys()) {
            Optional<TrustedKey> key = key(jwk);
            if (key.isPresent() && jwk.getKeyID() == null) {
                unnamed.add(key.get());
            } else if (key.isPresent() && named.put(jwk.getKeyID(), key.get()) != null) {
                throw new IllegalArgumentException("two keys have the same kid");
            }
        }
        if (named.size() + unnamed.size() > KeySet.MOST) {
            throw new IllegalArgumentException("there are more than " + KeySet.MOST + " keys");
        }
        return new KeySet(named, unnamed, List.of());
    }

    private static Optional<TrustedKey> key(JWK jwk) {
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            return Optional.empty();
        }
        try {
            TrustedKey key;
            if (jwk instanceof RSAKey rsa) {
                key = TrustedKey.of(rsa.toRSAPublicKey());
            } else if (jwk instanceof ECKey ec && !ec.getCurve().equals(Curve.SECP256K1)) {
                key = TrustedKey.of(ec.toECPublicKey());
            } else if (jwk instanceof OctetKeyPair edwards && edwards.getCurve().equals(Curve.Ed25519)) {
                key = TrustedKey.of(Ed25519.publicKey(edwards.getDecodedX()));
            } else {
                return Optional.empty();
            }
            return Optional.of(jwk.getAlgorithm() == null ? key : key.onlyFor(jwk.getAlgorithm()));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException("a key cannot be read", e);
        }
    }
}
