package io.stowage.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made by hand, good and bad, without the library that checks them. */
final class Forgery {
    private Forgery() {}

    /** Claims that a registry of the name would like. */
    static Map<String, Object> claims(String issuer, String service, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", "alice");
        claims.put("aud", service);
        claims.put("exp", now.plusSeconds(300).getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("access", List.of(access("team/app", "pull")));
        return claims;
    }

    static Map<String, Object> access(String repository, String... actions) {
        return Map.of("type", "repository", "name", repository, "actions", List.of(actions));
    }

    static Map<String, Object> header(String algorithm, String kid) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", algorithm);
        header.put("kid", kid);
        return header;
    }

    static String json(Map<String, Object> object) {
        return JSONObjectUtils.toJSONString(object);
    }

    static String es256(PrivateKey key, String header, String claims) {
        return signed("SHA256withECDSAinP1363Format", key, header, claims);
    }

    static String rs256(PrivateKey key, String header, String claims) {
        return signed("SHA256withRSA", key, header, claims);
    }

    static String signed(String algorithm, PrivateKey key, String header, String claims) {
        String input = encode(header) + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input.getBytes(UTF_8));
            return input + "." + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String hs256(byte[] secret, String header, String claims) {
        String input = encode(header) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return input + "." + Base64URL.encode(mac.doFinal(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    static KeyPair p256() {
        return pair("EC", "secp256r1");
    }

    static KeyPair pair(String algorithm, String parameter) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "EC" -> generator.initialize(new ECGenParameterSpec(parameter));
                case "RSA" -> generator.initialize(Integer.parseInt(parameter));
                default -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
