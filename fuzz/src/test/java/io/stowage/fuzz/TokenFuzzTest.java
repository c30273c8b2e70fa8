package io.stowage.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import io.stowage.token.SignedTokens;
import io.stowage.token.TokenKeys;
import io.stowage.token.TrustedTokens;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
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
 * {@link SignedTokens} and {@link TrustedTokens}: nothing but a verdict, and only what was signed is believed.
 *
 * <p>The input is a token. Or it is {@code es256}, {@code ed25519} or {@code leaf}, then a header and claims, one a line,
 * which are signed here with a good key: so a fuzzer also gets behind the signature. {@code leaf} has a certificate of the
 * authority that is trusted, for {@code x5c}.
 */
@Timeout(60)
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

    private static final PrivateKey LEAF = secret(
            "EC",
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwr5K1cfhm0nZ+UM5PiTaQELYWD9P6vV8VAoEip0+szqhRANCAARIHFhmFly0a/BrnuTvXxvS3HBBhk6H0DGEFWTEdX50S3UHECZ1WIiaOgmTjyo8v5Bsc0/hxs6PvPlKuoxrKIk2");

    /** What the kept good tokens say; nobody without a key can make another one say anything. */
    private static final String CLAIMS = "{\"iss\":\"stowage\",\"sub\":\"alice\",\"aud\":\"stowage\","
            + "\"exp\":1800000300,\"nbf\":1800000000,\"iat\":1800000000,\"jti\":\"b4x\",\"access\":"
            + "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\",\"push\"]}]}";

    private static final Instant NOW = Instant.ofEpochSecond(1800000060);
    private static final long SKEW = 60;
    private static final SignedTokens TOKENS = SignedTokens.builder(TokenKeys.of(EC, ED25519))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    private static final TrustedTokens TRUSTED = trusted();
    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest
    void isAcceptedOnlyAsItWasSigned(byte[] data) throws IOException, GeneralSecurityException {
        String text = Input.text(data);
        String how = Input.head(text);
        if (List.of("es256", "ed25519", "leaf").contains(how)) {
            String signed = Input.tail(text);
            String token = sign(key(how), Input.head(signed), Input.tail(signed));
            if (!how.equals("leaf")) {
                check(TOKENS, "stowage", Authority.ScopedToken.class, token, Input.tail(signed));
            }
            check(TRUSTED, "trusted", Authority.TrustedToken.class, token, Input.tail(signed));
        } else {
            String foreign = CLAIMS.replace("\"iss\":\"stowage\"", "\"iss\":\"trusted\"");
            check(TOKENS, "stowage", Authority.ScopedToken.class, text, CLAIMS);
            check(TRUSTED, "trusted", Authority.TrustedToken.class, text, foreign);
        }
    }

    private static PrivateKey key(String how) {
        return switch (how) {
            case "es256" -> EC.getPrivate();
            case "ed25519" -> ED25519.getPrivate();
            default -> LEAF;
        };
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
    private static void check(
            Authenticator tokens, String issuer, Class<? extends Authority> authority, String token, String signed)
            throws IOException {
        Authentication verdict = tokens.authenticate(new LoginAttempt(new Credentials.Bearer(token), "192.0.2.1"));

        if (verdict instanceof Authentication.Rejected rejected) {
            assertEquals("", rejected.user());
            Values.assertIsFitForTheUser(rejected.reason());
        } else if (verdict instanceof Authentication.Accepted accepted) {
            JsonNode claims = JSON.readTree(signed);
            assertEquals(issuer, claims.path("iss").textValue());
            assertTrue(strings(claims.path("aud")).contains("stowage"));
            assertTrue(claims.path("exp").isNumber() && claims.path("exp").doubleValue() > NOW.getEpochSecond() - SKEW);
            assertTrue(claims.path("nbf").doubleValue() <= NOW.getEpochSecond() + SKEW);
            Caller caller = accepted.caller();
            assertEquals(claims.path("sub").asText(""), caller.name());
            assertEquals(permissions(claims), scope(assertInstanceOf(authority, caller.authority())));
        } else {
            assertInstanceOf(Authentication.NotMine.class, verdict);
        }
    }

    private static Set<Permission> scope(Authority authority) {
        return authority instanceof Authority.ScopedToken own
                ? own.scope()
                : assertInstanceOf(Authority.TrustedToken.class, authority).scope();
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
                Signature.getInstance(key == ED25519.getPrivate() ? "Ed25519" : "SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(input.getBytes(UTF_8));
        return input + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static TrustedTokens trusted() {
        try {
            URL keys = requireNonNull(TokenFuzzTest.class.getResource("trusted.pem"));
            return TrustedTokens.builder("trusted", "stowage", "https://tokens.example/")
                    .pem(Path.of(keys.toURI()))
                    .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                    .build();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair(String algorithm, String secret, String open) {
        try {
            return new KeyPair(
                    KeyFactory.getInstance(algorithm)
                            .generatePublic(
                                    new X509EncodedKeySpec(Base64.getDecoder().decode(open))),
                    secret(algorithm, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey secret(String algorithm, String secret) {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
