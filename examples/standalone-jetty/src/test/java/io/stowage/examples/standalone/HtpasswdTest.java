package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stowage htpasswd}, with passwords from standard input. */
class HtpasswdTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = temp.resolve("users");
    }

    @Test
    void aNewFileIsForItsOwnerOnly() throws IOException {
        assertEquals("alice was added\n", set("alice", "secret").out());

        List<String> lines = Files.readAllLines(file);
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).matches("alice:\\$2y\\$10\\$[./A-Za-z0-9]{53}"), lines.get(0));
        assertEquals("rw-------", mode());
        assertEquals(
                "this is the password of alice\n", verify("alice", "secret").out());
        assertNoDrafts();
    }

    @Test
    void otherLinesStayAndOnlyOneIsLeftOfTheUser() throws IOException {
        List<String> before =
                List.of("# people", "", "bob:{SHA}x", "alice:old", "not a line", "alice:older", "alicia:x");
        Files.write(file, before);

        assertEquals("alice has a new password\n", set("alice", "secret").out());

        List<String> after = new ArrayList<>(Files.readAllLines(file));
        assertTrue(after.get(3).startsWith("alice:$2y$"), after.get(3));
        after.set(3, "alice:old");
        List<String> expected = new ArrayList<>(before);
        expected.remove("alice:older");
        assertEquals(expected, after);
    }

    @Test
    void theFileKeepsModeOwnerAndGroup() throws IOException {
        set("alice", "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        boolean root = Account.own().chown().startsWith("0:");
        if (root) {
            Files.setAttribute(file, "unix:uid", 65534);
            Files.setAttribute(file, "unix:gid", 65534);
        }
        Object owner = Files.getAttribute(file, "unix:uid");
        Object group = Files.getAttribute(file, "unix:gid");

        set("bob", "secret");

        assertEquals("rw-r-----", mode());
        assertEquals(owner, Files.getAttribute(file, "unix:uid"));
        assertEquals(group, Files.getAttribute(file, "unix:gid"));
    }

    @Test
    void whatALinkLeadsToIsChangedAndNotTheLink() throws IOException {
        set("alice", "secret");
        Path link = Files.createSymbolicLink(temp.resolve("link"), file.getFileName());

        assertEquals(0, run("bob", "secret", link.toString()).status());

        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void aUserCanBeRemoved() throws IOException {
        Files.write(file, List.of("alice:x", "bob:y", "alice:z"));

        assertEquals(
                "alice was removed\n",
                Answer.of("htpasswd", "--delete", file.toString(), "alice").out());
        assertEquals(List.of("bob:y"), Files.readAllLines(file));
        Answer again = Answer.of("htpasswd", "--delete", file.toString(), "alice");
        assertEquals(1, again.status());
        assertEquals("stowage: there is no alice in " + file + "\n", again.err());
    }

    @Test
    void theFileOfNobodySaysSo() throws IOException {
        Files.write(file, List.of("", "alice:x", " "));

        assertEquals(
                "alice was removed\n",
                Answer.of("htpasswd", "--delete", file.toString(), "alice").out());
        assertEquals("# no users\n", Files.readString(file));

        set("bob", "secret");
        List<String> lines = Files.readAllLines(file);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("bob:$2y$"), lines.get(0));
    }

    @Test
    void aPasswordCanBeTried() throws IOException {
        set("alice", "secret");
        Files.writeString(file, Files.readString(file) + "bob:{SHA}x\n");

        assertFails("this is not the password of alice", verify("alice", "Secret"));
        assertFails("this is not the password of alice", verify("alice", ""));
        assertFails("there is no ali in " + file, verify("ali", "secret"));
        assertFails("the line of bob in " + file + " has no bcrypt hash", verify("bob", "secret"));
    }

    @Test
    void theLineCanBePrintedInstead() {
        Answer answer = run("alice", "ärger secret\r", "-", "--cost", "4");

        assertTrue(answer.out().matches("alice:\\$2y\\$04\\$\\S{53}\n"), answer.out());
        String hash = answer.out().strip().substring("alice:".length());
        assertTrue(OpenBSDBCrypt.checkPassword(hash, "ärger secret".getBytes(UTF_8)));
    }

    @Test
    void aPasswordThatCouldNotBeUsedIsRefusedAndTheFileStays() throws IOException {
        set("alice", "secret");
        byte[] before = Files.readAllBytes(file);

        assertFails("the password is empty", set("alice", ""));
        assertFails("the password has control characters, which clients cannot send", set("alice", "a\tb"));
        assertFails("the password has 73 bytes; bcrypt looks at the first 72 only", set("alice", "x".repeat(71) + "ä"));

        assertTrue(Arrays.equals(before, Files.readAllBytes(file)));
        assertEquals(0, set("alice", "x".repeat(70) + "ä").status());
    }

    @Test
    void whatCannotBeWrittenIsSaidInOneLine() throws IOException {
        Path none = temp.resolve("none/users");
        Path latin = Files.write(temp.resolve("latin"), new byte[] {(byte) 0xe4, ':', 'x', '\n'});

        assertTrue(run("a", "b", none.toString()).err().startsWith("stowage: cannot use " + none + ": "));
        assertFails("cannot use " + temp + ": not a regular file", run("a", "b", temp.toString()));
        assertFails("cannot use " + latin + ": not UTF-8", run("a", "b", latin.toString()));
        assertEquals("\n", new String(Files.readAllBytes(latin), UTF_8).substring(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\tb", "a\nb:c"})
    void aNameThatNobodyCouldLogInWithIsRefused(String name) {
        Answer answer = run(name, "secret", file.toString());

        assertEquals(2, answer.status());
        assertFalse(Files.exists(file));
    }

    @Test
    void withoutATerminalItSaysHowElse() {
        assertFails(
                "no terminal to ask for the password; --stdin reads it from standard input",
                Answer.of("htpasswd", file.toString(), "alice"));
        assertFalse(Files.exists(file));
    }

    @Test
    void helpSaysWhereThePasswordComesFrom() {
        Answer answer = Answer.of("htpasswd", "--help");

        assertEquals(0, answer.status());
        for (String text :
                List.of("--stdin", "--cost", "--delete", "--verify", "FILE", "USER", "Default: 10", "terminal")) {
            assertTrue(answer.out().contains(text), () -> text + " is not in\n" + answer.out());
        }
    }

    private Answer set(String user, String password) {
        return run(user, password, file.toString());
    }

    private Answer verify(String user, String password) {
        return run(user, password, file.toString(), "--verify");
    }

    private static Answer run(String user, String password, String file, String... more) {
        InputStream usual = System.in;
        System.setIn(new ByteArrayInputStream((password + "\nmore").getBytes(UTF_8)));
        try {
            return Answer.of(Stream.concat(Stream.of("htpasswd", "--stdin", file, user), Stream.of(more))
                    .toArray(String[]::new));
        } finally {
            System.setIn(usual);
        }
    }

    private static void assertFails(String reason, Answer answer) {
        assertEquals("stowage: " + reason + "\n", answer.err());
        assertEquals(1, answer.status());
        assertEquals("", answer.out());
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assertNoDrafts() throws IOException {
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(List.of(file), left.toList());
        }
    }
}
