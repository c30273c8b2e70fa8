package io.stowage.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import io.stowage.token.SignedTokens;
import io.stowage.token.TokenKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@link SignedTokens}: nothing but a verdict, and only what was signed is believed.
 *
 * <p>The input is a token. Or it is {@code es256} or {@code ed25519}, then a header and claims, one a line, which are
 * signed here with a good key: so a fuzzer also gets behind the signature.
 */
@Timeout(30)
class TokenFuzzTest {
    // Keys for this test and for nothing else, fixed so that the kept tokens stay good.
    private static final KeyPair EC = pair(
            "EC",
            "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCCvpuWFJpv15cCduLpQ6FEDljm4xFPrl5n4KDG4Nxzgcg==",
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBZnk+k5ossO2GCPlp403nZ1oElUdSp1NQu3LRonFzjUVtbsWWaRuZNGfQUuxassQV++Xv/eAaV5f7dTuPd3guQ==");
    private static final KeyPair ED25519 = pair(
            "Ed25519",
            "MC4CAQAwBQYDK2VwBCIEIPRGFh8+OK6s50oeAaN4EHEk0le+uC3s9UHiGOSlXO9b",
            "MCowBQYDK2VwAyEA1ACtdfisAojFTf5HTQZ5kDFKwbhAfkogJ99aHC/2bJs=");

    /** What the kept good tokens say; nobody without a key can make another one say anything. */
    private static final String CLAIMS = "{\"iss\":\"stowage\",\"sub\":\"alice\",\"aud\":\"stowage\","
            + "\"exp\":1764000300,\"nbf\":1764000000,\"iat\":1764000000,\"jti\":\"b4x\",\"access\":"
            + "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\",\"push\"]}]}";

    private static final Instant NOW = Instant.ofEpochSecond(1764000060);
    private static final long SKEW = 30;
    private static final SignedTokens TOKENS = SignedTokens.builder(TokenKeys.of(EC, ED25519))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest
    void isAcceptedOnlyAsItWasSigned(byte[] data) throws IOException, GeneralSecurityException {
        String text = Input.text(data);
        String how = Input.head(text);
        if (how.equals("es256") || how.equals("ed25519")) {
            String signed = Input.tail(text);
            PrivateKey key = how.equals("es256") ? EC.getPrivate() : ED25519.getPrivate();
            check(sign(key, Input.head(signed), Input.tail(signed)), Input.tail(signed));
        } else {
            check(text, CLAIMS);
        }
    }

    @Test
    void aGoodTokenIsAccepted() throws IOException, GeneralSecurityException {
        for (PrivateKey key : List.of(EC.getPrivate(), ED25519.getPrivate())) {
            String header = key == EC.getPrivate()
                    ? "{\"alg\":\"ES256\",\"kid\":\"zKwElG21imErRpM48D9uE6baYbxrnxTG63DUq1pJLAg\"}"
                    : "{\"alg\":\"EdDSA\",\"kid\":\"so3XxM0SJS9lOUm2q1bfCiZHnbYl2D9AjpPAI7NW5uc\"}";
            String token = sign(key, header, CLAIMS);
            assertInstanceOf(
                    Authentication.Accepted.class,
                    TOKENS.authenticate(new LoginAttempt(new Credentials.Bearer(token), "192.0.2.1")));
        }
    }

    /** Shows a token, of which the claims given may be believed and no others. */
    private static void check(String token, String signed) throws IOException {
        Authentication verdict = TOKENS.authenticate(new LoginAttempt(new Credentials.Bearer(token), "192.0.2.1"));

        if (verdict instanceof Authentication.Rejected rejected) {
            assertEquals("", rejected.user());
            Values.assertIsFitForTheUser(rejected.reason());
        } else if (verdict instanceof Authentication.Accepted accepted) {
            JsonNode claims = JSON.readTree(signed);
            assertEquals("stowage", claims.path("iss").textValue());
            assertTrue(strings(claims.path("aud")).contains("stowage"));
            assertTrue(claims.path("exp").isNumber() && claims.path("exp").doubleValue() > NOW.getEpochSecond() - SKEW);
            assertTrue(claims.path("nbf").doubleValue() <= NOW.getEpochSecond() + SKEW);
            Caller caller = accepted.caller();
            assertEquals(claims.path("sub").asText(""), caller.name());
            assertEquals(
                    permissions(claims),
                    assertInstanceOf(Authority.ScopedToken.class, caller.authority())
                            .scope());
        } else {
            assertInstanceOf(Authentication.NotMine.class, verdict);
        }
    }

    private static Set<Permission> permissions(JsonNode claims) {
        Set<Permission> permissions = new HashSet<>();
        for (JsonNode entry : claims.path("access")) {
            if (entry.path("type").isTextual()
                    && entry.path("name").isTextual()
                    && entry.path("actions").isArray()) {
                String name = entry.path("name").textValue();
                for (String action : strings(entry.path("actions"))) {
                    permissions.addAll(Scopes.permissions(entry.path("type").textValue(), name, Set.of(action)));
                }
            }
        }
        return permissions;
    }

    private static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        if (node.isTextual()) {
            strings.add(node.textValue());
        }
        node.forEach(element -> {
            if (element.isTextual()) {
                strings.add(element.textValue());
            }
        });
        return strings;
    }

    private static String sign(PrivateKey key, String header, String claims) throws GeneralSecurityException {
        String input = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        Signature signature =
                Signature.getInstance(key == EC.getPrivate() ? "SHA256withECDSAinP1363Format" : "Ed25519");
        signature.initSign(key);
        signature.update(input.getBytes(UTF_8));
        return input + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair pair(String algorithm, String secret, String open) {
        try {
            KeyFactory keys = KeyFactory.getInstance(algorithm);
            return new KeyPair(
                    keys.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(open))),
                    keys.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
