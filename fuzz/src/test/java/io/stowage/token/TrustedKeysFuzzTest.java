package io.stowage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.stowage.fuzz.Input;
import io.stowage.fuzz.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;

/**
 * {@link PemKeys}, {@link JwkKeys} and {@link TrustFile}: keys that can verify something, or a refusal that says why. The
 * input is {@code pem}, {@code jwks} or {@code trust}, then the file.
 */
@Timeout(60)
class TrustedKeysFuzzTest {
    private static final String KEY = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEA1ACtdfisAojFTf5HTQZ5kDFKwbhAfkogJ99aHC/2bJs=
            -----END PUBLIC KEY-----
            """;
    private static final Path DIRECTORY = directory();

    @FuzzTest
    void areKeysOrARefusal(byte[] data) throws IOException {
        String text = Input.text(data);
        String file = Input.tail(text);
        switch (Input.head(text)) {
            case "pem" -> check(PemKeys::parse, file);
            case "jwks" -> check(set -> JwkKeys.parse(set, "a file"), file);
            case "trust" -> checkTrust(file);
            default -> {
                // no kind of file
            }
        }
    }

    private static void check(Function<String, KeySet> parser, String file) {
        KeySet keys;
        try {
            keys = parser.apply(file);
        } catch (IllegalArgumentException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            return;
        }
        assertFalse(keys.named().isEmpty() && keys.unnamed().isEmpty());
        assertTrue(keys.unnamed().size() <= KeySet.MOST);
        assertEquals(keys, parser.apply(file));
        keys.named().forEach((name, key) -> {
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(name).build();
            assertEquals(List.of(key), keys.candidates(header));
            assertTrue(keys.holds(key));
            assertFalse(key.isFor(JWSAlgorithm.HS256, Set.of(JWSAlgorithm.HS256)), "a public key is no secret");
        });
    }

    private static void checkTrust(String text) throws IOException {
        // Other files and addresses are none of a fuzzer's business.
        String tame = text.lines()
                .map(line -> line.replaceFirst("^(\\s*(?:pem|jwks)\\s*=).*$", "$1 trusted.pem"))
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(DIRECTORY.resolve("trust"), tame);
        try {
            assertFalse(TrustFile.read(file).isEmpty());
        } catch (IOException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()));
        }
    }

    @AfterAll
    static void removeDirectory() throws IOException {
        Files.deleteIfExists(DIRECTORY.resolve("trust"));
        Files.deleteIfExists(DIRECTORY.resolve("trusted.pem"));
        Files.deleteIfExists(DIRECTORY);
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("stowage-fuzz");
            Files.writeString(directory.resolve("trusted.pem"), KEY);
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
