package io.stowage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left out of a JWK set; {@link TrustedTokensTest} has the rest. */
class JwkKeysTest {
    private static final Map<String, Object> GOOD = new ECKey.Builder(
                    Curve.P_256, (ECPublicKey) Forgery.p256().getPublic())
            .keyID("2026")
            .build()
            .toJSONObject();
    private static final Map<String, Object> WEAK = new RSAKey.Builder(
                    (RSAPublicKey) Forgery.pair("RSA", "1024").getPublic())
            .keyID("weak\nkey")
            .build()
            .toJSONObject();
    private static final Map<String, Object> OFF_THE_CURVE = Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA");
    private static final Map<String, Object> SHARED = Map.of("kty", "oct", "kid", "secret", "k", "AAAA");
    private static final Map<String, Object> UNKNOWN = Map.of("kty", "AKP", "kid", "new", "alg", "ML-DSA-44");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path temp;

    private final Logger logger = Logger.getLogger(JwkKeys.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
    }

    @Test
    void aKeyThatCannotBeUsedIsLeftOutAndNamedInOneLine() throws IOException {
        Path file = file(List.of(OFF_THE_CURVE, WEAK, GOOD));

        KeySet keys = TrustedKeys.jwks(file).current();

        assertEquals(Set.of("2026"), keys.named().keySet());
        assertTrue(keys.unnamed().isEmpty());
        assertEquals(
                List.of("WARNING left out of the JWK set in " + file + ": the key without a kid: it cannot be read; "
                        + "the key \"weak?key\": a key cannot be used: an RSA key has 1024 bits, it needs 2048 or "
                        + "more"),
                lines);
    }

    @Test
    void keysForOtherThingsAreLeftOutWithoutAWord() throws IOException {
        assertEquals(
                Set.of("2026"),
                TrustedKeys.jwks(file(List.of(SHARED, UNKNOWN, GOOD)))
                        .current()
                        .named()
                        .keySet());
        assertEquals(List.of(), lines);
    }

    @Test
    void aSetWithoutAKeyThatCanBeUsedIsRefusedWithTheReason() throws IOException {
        Path file = file(List.of(WEAK));

        IOException refused = assertThrows(IOException.class, () -> TrustedKeys.jwks(file));

        assertEquals(
                file + ": there is no key that could sign tokens: the key \"weak?key\": a key cannot be "
                        + "used: an RSA key has 1024 bits, it needs 2048 or more",
                refused.getMessage());
        assertEquals(List.of(), lines);
    }

    private Path file(List<Map<String, Object>> keys) throws IOException {
        return Files.writeString(temp.resolve("keys.json"), JSONObjectUtils.toJSONString(Map.of("keys", keys)));
    }
}
