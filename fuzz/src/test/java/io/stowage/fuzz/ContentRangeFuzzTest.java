package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.upload.ContentRange;
import io.stowage.servlet.internal.http.UploadRanges;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link UploadRanges}: the {@code Content-Range} of a chunk, in the specification's form and in RFC 9110's. */
class ContentRangeFuzzTest {
    private static final Pattern NUMBERS = Pattern.compile("\\D*?([0-9]+)-([0-9]+)\\D.*|\\D*?([0-9]+)-([0-9]+)");

    @FuzzTest
    void isTheRangeWrittenOrRefusedWith400(byte[] data) {
        String text = Input.text(data);
        ContentRange range;
        try {
            range = UploadRanges.parse(text);
        } catch (RegistryException e) {
            Refusals.check(e);
            assertEquals(400, e.status());
            assertEquals(ErrorCode.BLOB_UPLOAD_INVALID, e.errors().get(0).code());
            assertFalse(text.matches("0-[0-9]{1,18}"), "distribution-spec's own form was refused");
            return;
        }
        assertTrue(range.start() >= 0 && range.length() >= 1);
        Matcher numbers = NUMBERS.matcher(text.strip());
        assertTrue(numbers.matches());
        int group = numbers.group(1) != null ? 1 : 3;
        assertEquals(Long.parseLong(numbers.group(group)), range.start());
        assertEquals(Long.parseLong(numbers.group(group + 1)), range.end() - 1);
        assertEquals(range, UploadRanges.parse(range.start() + "-" + (range.end() - 1)));
        assertEquals(range, UploadRanges.parse("bytes " + range.start() + "-" + (range.end() - 1) + "/*"));
        assertEquals(new ContentRange(0, range.end()), UploadRanges.parse(UploadRanges.format(range.end())));
    }
}
