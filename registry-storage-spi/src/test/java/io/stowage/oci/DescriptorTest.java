package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static final Digest DIGEST = Digest.of(DigestAlgorithm.SHA256, new byte[0]);

    @Test
    void aPlainDescriptorHasNeitherArtifactTypeNorAnnotations() {
        Descriptor descriptor = Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, 0);

        assertEquals(Optional.empty(), descriptor.artifactType());
        assertEquals(Map.of(), descriptor.annotations());
    }

    @Test
    void aSizeMayBeLargeButNotNegative() {
        assertEquals(
                Long.MAX_VALUE,
                Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, Long.MAX_VALUE).size());

        assertThrows(IllegalArgumentException.class, () -> Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, -1));
        assertThrows(
                IllegalArgumentException.class, () -> Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, Long.MIN_VALUE));
    }

    @Test
    void annotationsAreCopiedInTheirOrder() {
        Map<String, String> given = new LinkedHashMap<>();
        for (String key : List.of("z", "a", "m")) {
            given.put(key, "value of " + key);
        }

        Descriptor descriptor = new Descriptor(MediaType.OCI_MANIFEST, DIGEST, 1, Optional.empty(), given);
        given.put("later", "change");

        assertEquals(
                List.of("z", "a", "m"), List.copyOf(descriptor.annotations().keySet()));
        Map<String, String> annotations = descriptor.annotations();
        assertThrows(UnsupportedOperationException.class, () -> annotations.put("x", "y"));
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester()
                .setDefault(Digest.class, DIGEST)
                .setDefault(MediaType.class, MediaType.OCI_MANIFEST);

        tester.testAllPublicConstructors(Descriptor.class);
        tester.testAllPublicStaticMethods(Descriptor.class);
    }

    @Test
    void descriptorsWithTheSamePartsAreEqual() {
        new EqualsTester()
                .addEqualityGroup(
                        Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, 1),
                        new Descriptor(MediaType.OCI_MANIFEST, DIGEST, 1, Optional.empty(), Map.of()))
                .addEqualityGroup(Descriptor.of(MediaType.OCI_INDEX, DIGEST, 1))
                .addEqualityGroup(Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, 2))
                .addEqualityGroup(
                        new Descriptor(MediaType.OCI_MANIFEST, DIGEST, 1, Optional.of("application/x"), Map.of()))
                .addEqualityGroup(
                        new Descriptor(MediaType.OCI_MANIFEST, DIGEST, 1, Optional.empty(), Map.of("key", "value")))
                .testEquals();
    }
}
