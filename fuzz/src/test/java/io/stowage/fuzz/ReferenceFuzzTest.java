package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.Tag;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@link Tag}, {@link Digest} and {@link Reference}: every text is one of the first two or neither. */
class ReferenceFuzzTest {
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    @FuzzTest
    void isATagOrADigestOrRefused(byte[] data) {
        String text = Input.text(data);

        Optional<Tag> tag = Values.parse(text, Tag::parse, Tag::tryParse);
        Optional<Digest> digest = Values.parse(text, Digest::parse, Digest::tryParse);

        assertEquals(TAG.matcher(text).matches(), tag.isPresent());
        assertEquals(DIGEST.matcher(text).matches(), digest.isPresent());
        assertFalse(tag.isPresent() && digest.isPresent());
        Optional<Reference> either = tag.<Reference>map(t -> t).or(() -> digest);
        assertEquals(either, Values.parse(text, Reference::parse, t -> either));
        digest.ifPresent(d -> {
            assertEquals(d, new Digest(d.algorithm(), d.hex()));
            assertTrue(text.endsWith(d.hex()) && text.startsWith(d.algorithm().specName()));
            assertEquals(d.algorithm().hexLength(), d.hex().length());
        });
    }
}
