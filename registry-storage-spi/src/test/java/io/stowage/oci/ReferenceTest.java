package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.testing.NullPointerTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    @Test
    void aTextWithAColonIsADigest() {
        Digest digest = Digest.of(DigestAlgorithm.SHA512, new byte[0]);

        assertEquals(digest, Reference.parse(digest.toString()));
    }

    @Test
    void aTextWithoutAColonIsATag() {
        assertEquals(Tag.parse("sha256-abc"), Reference.parse("sha256-abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a:b", "sha256:", "sha256:abc", "-a", ".", "..", "a/b", "v1:", ":v1", "é"})
    void whatIsNeitherIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Reference.parse(text));
    }

    @Test
    void nullIsRefused() {
        new NullPointerTester().testAllPublicStaticMethods(Reference.class);
    }
}
