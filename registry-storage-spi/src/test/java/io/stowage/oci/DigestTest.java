package io.stowage.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import java.security.MessageDigest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // FIPS 180-4's examples, and the digest of nothing
    @ParameterizedTest
    @CsvSource({
        "SHA256, '', sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA256, abc, sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA512, '', sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "SHA512, abc, sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    })
    void theDigestOfContentIsTheAlgorithms(DigestAlgorithm algorithm, String content, String expected) {
        Digest digest = Digest.of(algorithm, content.getBytes(UTF_8));

        assertEquals(expected, digest.toString());
        assertEquals(digest, Digest.parse(expected));
        assertEquals(Optional.of(digest), Digest.tryParse(expected));
        assertEquals(algorithm, digest.algorithm());
        assertEquals(algorithm.hexLength(), digest.hex().length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                ":" + EMPTY,
                EMPTY,
                "SHA256:" + EMPTY,
                "Sha256:" + EMPTY,
                "sha-256:" + EMPTY,
                "sha256 :" + EMPTY,
                " sha256:" + EMPTY,
                "sha256::" + EMPTY,
                "sha256:sha256:" + EMPTY,
                "sha256: " + EMPTY,
                "sha256:" + EMPTY + " ",
                "sha256:" + EMPTY + "\n",
                "sha256:" + EMPTY + "0",
                "sha256:" + EMPTY + ":",
                "sha512:" + EMPTY,
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "sha384:" + EMPTY + "e3b0c44298fc1c149afbf4c8996fb924",
                "blake3:" + EMPTY,
                "sha256+b64u:" + EMPTY,
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:/3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:`3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:\u06613b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "sha256:１3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "sha256:e3b0c44298fc1c14/../../../b92427ae41e4649b934ca495991b7852b855aa",
                "sha256:\0" + "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            })
    void anythingElseIsRefused(String text) {
        assertEquals(Optional.empty(), Digest.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse(text));
    }

    @Test
    void aTextWithoutEndIsRefused() {
        String text = "sha256:" + "0".repeat(10_000_000);

        assertEquals(Optional.empty(), Digest.tryParse(text));
        String message = assertThrows(IllegalArgumentException.class, () -> Digest.parse(text))
                .toString();
        assertTrue(message.length() < 400, "the message repeats it all");
    }

    @Test
    void thePartsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Digest(DigestAlgorithm.SHA512, EMPTY));
        assertThrows(
                IllegalArgumentException.class, () -> new Digest(DigestAlgorithm.SHA256, "../" + EMPTY.substring(3)));
    }

    @ParameterizedTest
    @EnumSource
    void aRunningDigestIsEmptyAgainAfterItsEnd(DigestAlgorithm algorithm) {
        byte[] content = "in pieces".getBytes(UTF_8);
        MessageDigest running = algorithm.newMessageDigest();
        running.update(content, 0, 3);
        running.update(content, 3, content.length - 3);

        Digest first = Digest.finish(algorithm, running);
        Digest second = Digest.finish(algorithm, running);

        assertEquals(Digest.of(algorithm, content), first);
        assertEquals(Digest.of(algorithm, new byte[0]), second);
    }

    @Test
    void digestsOfTheSameAlgorithmAndHexAreEqual() {
        new EqualsTester()
                .addEqualityGroup(
                        Digest.parse("sha256:" + EMPTY),
                        new Digest(DigestAlgorithm.SHA256, EMPTY),
                        Digest.of(DigestAlgorithm.SHA256, new byte[0]))
                .addEqualityGroup(Digest.of(DigestAlgorithm.SHA256, new byte[1]))
                .addEqualityGroup(Digest.of(DigestAlgorithm.SHA512, new byte[0]))
                .testEquals();
    }
}
