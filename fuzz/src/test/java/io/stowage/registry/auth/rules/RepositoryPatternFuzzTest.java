package io.stowage.registry.auth.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.fuzz.Input;
import io.stowage.fuzz.Values;
import io.stowage.oci.RepositoryName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;

/**
 * {@link RepositoryPattern}: matches what a matcher that tries everything finds. The input is a pattern, a repository and
 * a user, one a line.
 */
@Timeout(60)
class RepositoryPatternFuzzTest {

    @FuzzTest
    void matchesWhatTryingEverythingFinds(byte[] data) {
        List<String> lines = Input.text(data).lines().toList();
        if (lines.size() != 3) {
            return;
        }
        RepositoryPattern pattern;
        try {
            pattern = RepositoryPattern.parse(lines.get(0));
        } catch (IllegalArgumentException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            return;
        }
        assertEquals(lines.get(0), pattern.toString());
        String user = lines.get(2);
        assertEquals(lines.get(0).contains("{user}"), pattern.namesUser());
        Optional<RepositoryName> name = RepositoryName.tryParse(lines.get(1));
        if (name.isPresent()) {
            boolean matches = pattern.matches(RepositoryPattern.Target.of(name.get()), user);
            assertEquals(matches(List.of(pattern.toString().split("/", -1)), components(name.get()), user), matches);
            if (pattern.namesUser()) {
                assertFalse(
                        pattern.matches(RepositoryPattern.Target.of(name.get()), user + "/" + user)
                                || pattern.matches(RepositoryPattern.Target.of(name.get()), "*"),
                        "a user's name reaches further");
            } else if (lines.get(0).equals(name.get().value())) {
                assertTrue(matches);
            }
        }
    }

    private static List<String> components(RepositoryName name) {
        return List.of(name.value().split("/", -1));
    }

    /** Fills the table of which first parts match which first components. */
    private static boolean matches(List<String> parts, List<String> components, String user) {
        boolean[] reached = new boolean[components.size() + 1];
        reached[0] = true;
        for (String part : parts) {
            boolean[] next = new boolean[reached.length];
            for (int i = 1; i < next.length; i++) {
                next[i] = part.equals("**")
                        ? reached[i - 1] || next[i - 1]
                        : reached[i - 1] && matchesOne(part, components.get(i - 1), user);
            }
            reached = next;
        }
        return reached[components.size()];
    }

    private static boolean matchesOne(String part, String component, String user) {
        if (part.equals("{user}")) {
            return component.equals(user);
        }
        boolean[] reached = new boolean[component.length() + 1];
        reached[0] = true;
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            boolean[] next = new boolean[reached.length];
            next[0] = c == '*' && reached[0];
            for (int i = 1; i < next.length; i++) {
                next[i] = c == '*' ? reached[i] || next[i - 1] : reached[i - 1] && component.charAt(i - 1) == c;
            }
            reached = next;
        }
        return reached[component.length()];
    }
}
