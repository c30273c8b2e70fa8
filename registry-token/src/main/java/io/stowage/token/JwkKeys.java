package io.stowage.token;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a JWK set (RFC 7517):
 *
 * <pre>{@code
 * {"keys": [{"kty": "RSA", "kid": "2026", "use": "sig", "alg": "RS256", "n": "…", "e": "AQAB"}]}
 * }</pre>
 */
final class JwkKeys {
    private static final Logger log = LoggerFactory.getLogger(JwkKeys.class);
    private static final Set<String> KINDS =
            Set.of(KeyType.RSA.getValue(), KeyType.EC.getValue(), KeyType.OKP.getValue());
    private static final int LONGEST_SHOWN = 60;
    private static final int MOST_PROBLEMS = 5;

    private final Map<String, TrustedKey> named = new HashMap<>();
    private final List<TrustedKey> unnamed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private JwkKeys() {}

    /**
     * The keys in it that can sign tokens. What is for other things is left out; so are keys that cannot be used, such as
     * weak ones, which one line of the log names: a server may have keys for others than us.
     *
     * @param source where the set is from, for the log
     * @throws IllegalArgumentException if it is no JWK set, has no such key, or too many
     */
    static KeySet parse(String json, Object source) {
        JwkKeys keys = new JwkKeys();
        for (Map<String, Object> key : list(json)) {
            keys.add(key);
        }
        return keys.set(source);
    }

    private static List<Map<String, Object>> list(String json) {
        try {
            return List.of(requireNonNull(JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(json), "keys")));
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("not a JWK set", e);
        }
    }

    private void add(Map<String, Object> fields) {
        if (!KINDS.contains(String.valueOf(fields.get("kty")))) {
            return;
        }
        String kid = fields.get("kid") instanceof String name ? name : null;
        Optional<TrustedKey> key;
        try {
            key = key(read(fields));
        } catch (IllegalArgumentException e) {
            problems.add("the key "
                    + (kid == null ? "without a kid" : "\"" + TrustFile.shown(kid, LONGEST_SHOWN) + "\"") + ": "
                    + e.getMessage());
            return;
        }
        if (key.isEmpty()) {
            return;
        }
        if (kid == null) {
            unnamed.add(key.get());
        } else if (named.put(kid, key.get()) != null) {
            throw new IllegalArgumentException("two keys have the same kid");
        }
    }

    private KeySet set(Object source) {
        if (named.size() + unnamed.size() > KeySet.MOST) {
            throw new IllegalArgumentException("there are more than " + KeySet.MOST + " keys");
        }
        if (problems.isEmpty()) {
            return new KeySet(named, unnamed, List.of());
        }
        int more = problems.size() - MOST_PROBLEMS;
        String told = problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
        if (named.isEmpty() && unnamed.isEmpty()) {
            throw new IllegalArgumentException("there is no key that could sign tokens: " + told);
        }
        log.warn("left out of the JWK set in {}: {}", source, told);
        return new KeySet(named, unnamed, List.of());
    }

    private static JWK read(Map<String, Object> fields) {
        try {
            return JWK.parse(fields);
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("it cannot be read", e);
        }
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
            throw new IllegalArgumentException("it cannot be read", e);
        }
    }
}
