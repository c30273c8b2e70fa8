package io.stowage.examples.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's first Java is {@link Embedding}, which is compiled here and run by the tests beside this one. */
class ReadmeSnippetTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theReadmeShowsWhatIsCompiledHere() throws IOException {
        Matcher readme = JAVA.matcher(Files.readString(MODULE.resolve("../../README.md")));
        assertTrue(readme.find(), "README.md shows no Java");
        // The README's two values are parameters in what the tests run.
        String shown = unindented(readme.group(1))
                .replace("Path.of(\"registry-data\")", "data")
                .replace("new Server(5000)", "new Server(port)");

        String compiled = unindented(
                Files.readString(MODULE.resolve("src/main/java/io/stowage/examples/embedded/Embedding.java")));

        assertTrue(compiled.contains(shown), () -> "Embedding.java does not hold what README.md shows:\n" + shown);
        assertTrue(shown.lines().count() <= 12, "the README says that it takes 12 lines");
    }

    private static String unindented(String java) {
        return java.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
