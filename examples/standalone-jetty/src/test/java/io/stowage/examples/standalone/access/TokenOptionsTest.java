package io.stowage.examples.standalone.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenOptionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path data;

    private static TokenOptions parse(String... arguments) {
        return CommandLine.populateCommand(new TokenOptions(), arguments);
    }

    @Test
    void tokensAreGivenOutWhereThatIsUsualOrWanted() throws StartException {
        assertTrue(parse("--token-endpoint").own(data, false).isPresent());
        assertTrue(parse("--token-endpoint").own(data, true).isPresent());
        assertTrue(parse().own(data, true).isPresent());
        assertFalse(parse().own(data, false).isPresent());
        assertFalse(parse("--no-token-endpoint").own(data, true).isPresent());
    }

    @Test
    void keysAreKeptInTheDataDirectory() throws Exception {
        parse("--token-endpoint").own(data, false);

        assertTrue(Files.exists(data.resolve("stowage/tokens/000001.jwk")));
    }

    @Test
    void keysThatCannotBeKeptAreOneLine() throws IOException {
        Path file = Files.writeString(data.resolve("stowage"), "a file");

        StartException failure = assertThrows(
                StartException.class, () -> parse("--token-endpoint").own(data, false));

        assertEquals(
                "cannot keep token keys in " + file.resolve("tokens") + ": " + file + " is not a directory",
                String.valueOf(failure.getMessage()).lines().findFirst().orElseThrow());
    }
}
