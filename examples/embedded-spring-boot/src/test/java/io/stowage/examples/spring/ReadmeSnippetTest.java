package io.stowage.examples.spring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's Java for Spring is {@link RegistryConfiguration}, which is compiled here and run by the test beside this one. */
class ReadmeSnippetTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theReadmeShowsWhatIsCompiledHere() throws IOException {
        String shown = JAVA.matcher(Files.readString(MODULE.resolve("../../README.md")))
                .results()
                .map(MatchResult::group)
                .filter(java -> java.contains("@Bean"))
                .map(java -> unindented(java).replace("```java\n", "").replace("```", ""))
                .collect(Collectors.joining());

        String compiled = unindented(Files.readString(
                MODULE.resolve("src/main/java/io/stowage/examples/spring/RegistryConfiguration.java")));

        assertTrue(shown.contains("RegistryServlet"), "README.md does not show Spring");
        assertTrue(
                compiled.contains(shown),
                () -> "RegistryConfiguration.java does not hold what README.md shows:\n" + shown);
    }

    private static String unindented(String java) {
        return java.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
