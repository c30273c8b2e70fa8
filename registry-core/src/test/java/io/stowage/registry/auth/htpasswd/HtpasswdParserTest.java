package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtpasswdParserTest {
    private static final String HASH = "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq";
    private static final String OTHER = "$2y$04$zWcQtV.WPMbjm22qHvbY4eFH8tKLHOUMnE/5Kny7bkwnGSjIgwNZ6";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    u:{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=                              | SHA-1 ({SHA})
                    u:$apr1$pKgDq9Xs$MMrFDJpekSRzqlzrESoRv1                          | Apache's MD5 ($apr1$)
                    u:$5$RrlpvUv4.XOaUvM8$0xKxMbDwoNcyPHvTBJ7VZgbo7Tn3L73j1K/megssvm4 | SHA-256 crypt ($5$)
                    u:$6$JVYfLJzEQ.FbLVpn$ubIqYh                                     | SHA-512 crypt ($6$)
                    u:$2x$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG   | an old kind of bcrypt
                    u:$2y$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH                | malformed bcrypt
                    u:YHiRb6Q6OdDDc                                                  | crypt, or a plain password
                    u:x                                                              | a plain password, or an unknown kind
                    u:                                                               | no password
                    u                                                                | no colon
                    :$2y$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG    | no user name
                    u:$2y$16$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG   | bcrypt of cost 16, the highest is 15
                    u:$2y$31$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG   | bcrypt of cost 31, the highest is 15
                    """)
    void aLineThatCannotBeUsedIsNamedAndTheOthersCount(String line, String what) {
        HtpasswdParser.Result result = parse("alice:" + HASH + "\n" + line + "\nbob:" + OTHER + "\n");

        assertEquals(List.of(new HtpasswdParser.Problem(2, what)), result.problems());
        assertEquals(Set.of("alice", "bob"), result.hashes().keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice:%s",
                "alice:%s\n",
                "alice:%s\r\n",
                "# comment\r\n\r\nalice:%s\r\n",
                "# comment: with a colon\n\n  \n\t# another\nalice:%s\n\n",
                "  alice:%s  \n",
                "alice:%s:and:more\n",
            })
    void takesWhatApacheTakes(String form) {
        HtpasswdParser.Result result = parse(form.formatted(HASH));

        assertEquals(List.of(), result.problems());
        assertEquals(Set.of("alice"), result.hashes().keySet());
        assertEquals(HASH, hashOf(result, "alice"));
    }

    @Test
    void theFirstLineOfAUserCountsWhateverItHolds() {
        HtpasswdParser.Result result = parse("a:" + HASH + "\na:" + OTHER + "\nb:{SHA}x\nb:" + HASH + "\n");

        assertEquals(HASH, hashOf(result, "a"));
        assertEquals(Set.of("a"), result.hashes().keySet());
        assertEquals(
                List.of(
                        "line 2: a user who has a line already, which counts",
                        "line 3: SHA-1 ({SHA})",
                        "line 4: a user who has a line already, which counts"),
                result.problems().stream().map(HtpasswdParser.Problem::toString).toList());
    }

    @Test
    void namesAreUtf8AndAnyOther() {
        HtpasswdParser.Result result = parse("ü€:" + HASH + "\nmy name, \"quoted\":" + HASH + "\n");

        assertEquals(Set.of("ü€", "my name, \"quoted\""), result.hashes().keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "alice:" + HASH + "\nbo", "a:" + HASH + "\nb:", "a:$", "a:$2y$04$lxax0xPfzi", "a:$2y$1"
            })
    void whatSeemsHalfWrittenIsRefusedWithoutAWordFromIt(String text) {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> parse(text));

        assertTrue(String.valueOf(thrown.getMessage()).matches("it is empty|line [12] breaks off"), thrown.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:" + HASH + "\nb:plain", "a:" + HASH + "\n# bo", "a:" + HASH + "\nb:$2y$16$lxax0x\n"})
    void whatCannotBecomeBetterIsNotHalfWritten(String text) {
        assertEquals(Set.of("a"), parse(text).hashes().keySet());
    }

    private static HtpasswdParser.Result parse(String text) {
        return HtpasswdParser.parse(text);
    }

    private static String hashOf(HtpasswdParser.Result result, String user) {
        BcryptHash hash = result.hashes().get(user);
        return hash == null ? "none" : hash.text();
    }
}
