package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.Digest;
import io.stowage.servlet.internal.http.EntityTags;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link EntityTags}: {@code If-None-Match} knows the content only if it names it. Each line of the input is one header. */
class EntityTagsFuzzTest {
    private static final Digest DIGEST = Digest.parse("sha256:" + "5".repeat(64));
    private static final String TAG = EntityTags.of(DIGEST);

    // RFC 9110, sections 8.8.3 and 13.1.2
    private static final String ENTITY_TAG = "(?:W/)?\"[!#-~\\x80-\\xff]*+\"";
    private static final Pattern LIST =
            Pattern.compile("[ \\t]*+(?:" + ENTITY_TAG + "[ \\t]*+(?:,[ \\t]*+" + ENTITY_TAG + "[ \\t]*+)*+)");

    @FuzzTest
    void matchesOnlyWhatNamesTheContent(byte[] data) {
        List<String> lines = Input.text(data).lines().toList();

        boolean matches = EntityTags.matches(lines, DIGEST);

        if (matches) {
            assertTrue(lines.stream().anyMatch(line -> line.contains("*") || line.contains(DIGEST.toString())));
        }
        if (lines.stream().allMatch(line -> LIST.matcher(line).matches())) {
            assertEquals(lines.stream().anyMatch(EntityTagsFuzzTest::names), matches);
        }
        for (String tag : List.of(TAG, "W/" + TAG, DIGEST.toString(), "*")) {
            assertTrue(EntityTags.matches(with(lines, tag), DIGEST));
        }
    }

    /** Whether a well-formed list has the content's tag. */
    private static boolean names(String line) {
        Matcher tags = Pattern.compile(ENTITY_TAG).matcher(line);
        return tags.results()
                .anyMatch(tag -> tag.group().equals(TAG) || tag.group().equals("W/" + TAG));
    }

    private static List<String> with(List<String> lines, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return more;
    }
}
