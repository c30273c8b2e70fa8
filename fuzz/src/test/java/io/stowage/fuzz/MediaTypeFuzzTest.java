package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.MediaType;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@link MediaType}: what is repeated in {@code Content-Type} can never become a second header or a parameter. */
class MediaTypeFuzzTest {
    private static final Pattern VISIBLE = Pattern.compile("(?s)(?=.{3,255}$)[!-~&&[^\";,/]]+/[!-~&&[^\";,]]+");

    @FuzzTest
    void isOneWordWithASlash(byte[] data) {
        String text = Input.text(data);

        Optional<MediaType> type = Values.parse(text, MediaType::parse, MediaType::tryParse);

        assertEquals(VISIBLE.matcher(text).matches(), type.isPresent());
        type.ifPresent(t -> assertFalse(t.isIndex() && t.isImageManifest()));
    }
}
