package io.stowage.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.MediaType;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredManifestTest {
    private static final byte[] CONTENT = "{}".getBytes(UTF_8);
    private static final Digest DIGEST = Digest.of(DigestAlgorithm.SHA256, CONTENT);

    @Test
    void theContentIsCopiedIn() {
        byte[] given = CONTENT.clone();

        StoredManifest manifest = new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, given, Optional.empty());
        Arrays.fill(given, (byte) 'x');

        assertArrayEquals(CONTENT, manifest.content());
        assertEquals(CONTENT.length, manifest.size());
    }

    @Test
    void theContentIsCopiedOut() {
        StoredManifest manifest = new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, CONTENT, Optional.empty());

        Arrays.fill(manifest.content(), (byte) 'x');

        assertArrayEquals(CONTENT, manifest.content());
    }

    @Test
    void itsTextIsShort() {
        StoredManifest manifest =
                new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, new byte[5_000_000], Optional.empty());

        assertEquals(MediaType.OCI_MANIFEST + " " + DIGEST + " (5000000 bytes)", manifest.toString());
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester()
                .setDefault(Digest.class, DIGEST)
                .setDefault(MediaType.class, MediaType.OCI_MANIFEST)
                .setDefault(byte[].class, CONTENT);

        tester.testAllPublicConstructors(StoredManifest.class);
        tester.testAllPublicStaticMethods(StoredManifest.class);
    }

    @Test
    void manifestsWithTheSamePartsAreEqual() {
        new EqualsTester()
                .addEqualityGroup(
                        new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, CONTENT, Optional.empty()),
                        new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, CONTENT.clone(), Optional.empty()))
                .addEqualityGroup(new StoredManifest(DIGEST, MediaType.OCI_INDEX, CONTENT, Optional.empty()))
                .addEqualityGroup(new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, new byte[2], Optional.empty()))
                .addEqualityGroup(new StoredManifest(DIGEST, MediaType.OCI_MANIFEST, CONTENT, Optional.of(DIGEST)))
                .addEqualityGroup(new StoredManifest(
                        Digest.of(DigestAlgorithm.SHA512, CONTENT), MediaType.OCI_MANIFEST, CONTENT, Optional.empty()))
                .testEquals();
    }
}
