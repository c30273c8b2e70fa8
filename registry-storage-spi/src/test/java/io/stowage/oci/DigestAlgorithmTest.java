package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestAlgorithmTest {

    @ParameterizedTest
    @EnumSource
    void anAlgorithmIsFoundByItsName(DigestAlgorithm algorithm) {
        assertEquals(Optional.of(algorithm), DigestAlgorithm.tryParse(algorithm.specName()));
        assertEquals(algorithm.specName(), algorithm.toString());
    }

    @ParameterizedTest
    @EnumSource
    void aDigestHasAsManyDigitsAsTheAlgorithmSays(DigestAlgorithm algorithm) {
        assertEquals(algorithm.hexLength(), 2 * algorithm.newMessageDigest().getDigestLength());
    }

    @ParameterizedTest
    @EnumSource
    void everyRunningDigestIsANewOne(DigestAlgorithm algorithm) {
        assertNotSame(algorithm.newMessageDigest(), algorithm.newMessageDigest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SHA256", "sha-256", "SHA-256", "sha256 ", " sha256", "sha384", "md5", "sha256:", "ſha256"})
    void anUnknownNameIsNone(String name) {
        assertEquals(Optional.empty(), DigestAlgorithm.tryParse(name));
    }

    @Test
    void theNamesAreTheSpecifications() {
        assertEquals("sha256", DigestAlgorithm.SHA256.specName());
        assertEquals("sha512", DigestAlgorithm.SHA512.specName());
    }
}
