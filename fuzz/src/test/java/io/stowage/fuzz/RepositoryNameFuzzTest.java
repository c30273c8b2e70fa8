package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.RepositoryName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@link RepositoryName}: the grammar of the specification, and safe as a path. */
class RepositoryNameFuzzTest {
    // distribution-spec's, with possessive quantifiers: each of its groups begins with what the one before cannot end
    // in
    private static final Pattern GRAMMAR = Pattern.compile(
            "[a-z0-9]++(?:(?:\\.|_{1,2}+|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|_{1,2}+|-++)[a-z0-9]++)*+)*+");

    private static final Path ROOT = Path.of("/data/repositories");

    @FuzzTest
    void followsTheGrammarAndStaysBelowItsRoot(byte[] data) {
        String text = Input.text(data);

        Optional<RepositoryName> name = Values.parse(text, RepositoryName::parse, RepositoryName::tryParse);

        assertEquals(
                text.length() <= RepositoryName.MAX_LENGTH
                        && GRAMMAR.matcher(text).matches(),
                name.isPresent());
        if (name.isPresent()) {
            Path path = ROOT.resolve(text);
            assertEquals(path, path.normalize());
            assertTrue(path.startsWith(ROOT) && path.getNameCount() > ROOT.getNameCount());
            assertEquals(0, name.get().compareTo(RepositoryName.parse(text)));
        }
    }
}
