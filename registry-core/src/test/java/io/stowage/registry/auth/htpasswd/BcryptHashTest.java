package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that Apache's htpasswd 2.4 made. */
class BcryptHashTest {
    private static final String WONDERLAND = "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq";
    private static final String LONG = "$2y$04$/.iXg3Z4YpPEGZxJMUCzz.K50EZWuM3JmqEO0WqZch6fZFsyxa3TC";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                WONDERLAND + ",wonderland",
                "$2y$04$87yNz6SZrY1iKV9OSaCpH.k3hqWEebGS532LjC5IIoA82DJdb5DzK,pässword€",
                "$2y$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG,secret5",
                "$2y$05$LFTYdsuysxaFCwUETo2TM.Cy/bnnQGOlY8YXNGEAicby1kgNvxzOS,\"\"",
            })
    void fitsThePasswordItWasMadeFromAndNoOther(String hash, String password) {
        assertTrue(parse(hash).matches(password));
        assertFalse(parse(hash).matches(password + "x"));
        assertFalse(parse(hash).matches("X" + password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
    void isTheSameInEachOfItsVersions(String version) {
        assertTrue(parse(version + WONDERLAND.substring(4)).matches("wonderland"));
    }

    @Test
    void countsTheFirst72BytesAsHtpasswdDoes() {
        String first72 = "a".repeat(72);

        assertTrue(parse(LONG).matches(first72 + "bcd"));
        assertTrue(parse(LONG).matches(first72));
        assertTrue(parse(LONG).matches(first72 + "ü€"));
        assertFalse(parse(LONG).matches(first72.substring(1)));
    }

    @Test
    void fitsNoPasswordWithAZero() {
        assertFalse(parse(WONDERLAND).matches("wonderland\0"));
        assertFalse(parse(WONDERLAND).matches("wonderland\0wonderland"));
    }

    @Test
    void aDecoyCostsAsMuchAndFitsNothing() {
        BcryptHash decoy = BcryptHash.decoy(4, new SecureRandom());

        assertEquals(4, decoy.cost());
        assertEquals(
                Optional.of(decoy.text()), BcryptHash.tryParse(decoy.text()).map(BcryptHash::text));
        assertFalse(decoy.matches(""));
    }

    @Test
    void doesNotPrint() {
        assertEquals("BcryptHash[***]", parse(WONDERLAND).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$2y$",
                "$2x$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq",
                "$2$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq",
                "$2y$03$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq",
                "$2y$32$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq",
                "$2y$4$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq",
                "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VK",
                "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKqq",
                "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VK=",
                "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq\n"
            })
    void refusesWhatIsNone(String text) {
        assertEquals(Optional.empty(), BcryptHash.tryParse(text));
    }

    private static BcryptHash parse(String text) {
        return BcryptHash.tryParse(text).orElseThrow();
    }
}
