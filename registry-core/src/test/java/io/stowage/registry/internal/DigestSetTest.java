package io.stowage.registry.internal;

import static io.stowage.registry.Fixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import org.junit.jupiter.api.Test;

class DigestSetTest {
    private static final int MANY = 300_000;

    @Test
    void manyDigestsHaveTheirNumbers() {
        DigestSet set = new DigestSet();

        for (int i = 0; i < MANY; i++) {
            assertEquals(i, set.add(digest(i)));
        }

        assertEquals(MANY, set.size());
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, set.number(digest(i)));
            assertEquals(i, set.add(digest(i)));
        }
        assertEquals(MANY, set.size());
        for (int i = MANY; i < 2 * MANY; i++) {
            assertEquals(-1, set.number(digest(i)));
        }
    }

    @Test
    void digestsOfDifferentAlgorithmsAreDifferent() {
        DigestSet set = new DigestSet();
        String zeros = "0".repeat(64);

        set.add(new Digest(DigestAlgorithm.SHA256, zeros));

        assertTrue(set.contains(new Digest(DigestAlgorithm.SHA256, zeros)));
        assertFalse(set.contains(new Digest(DigestAlgorithm.SHA512, zeros + zeros)));
    }

    private static Digest digest(int number) {
        return Digest.of(DigestAlgorithm.SHA256, bytes("digest " + number));
    }
}
