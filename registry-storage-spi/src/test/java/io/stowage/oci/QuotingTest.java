package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotingTest {

    @Test
    void printableTextIsQuotedAsItIs() {
        assertEquals("\"a/b c:d@e\"", Quoting.quote("a/b c:d@e"));
        assertEquals("\"\"", Quoting.quote(""));
    }

    @Test
    void everythingElseIsEscaped() {
        assertEquals("\"\\u0000\\u000a\\u001b\\u007f\\u00e9\\u0022\\u005c\"", Quoting.quote("\0\n\u001b\u007fé\"\\"));
    }

    @ParameterizedTest
    @ValueSource(ints = {161, 1_000, 10_000_000})
    void longTextIsCut(int length) {
        String quoted = Quoting.quote("x".repeat(length));

        assertTrue(quoted.startsWith("\"" + "x".repeat(160) + "\""), quoted);
        assertTrue(quoted.endsWith("(" + length + " characters)"), quoted);
        assertTrue(quoted.length() < 220, quoted);
    }

    @Test
    void hostileTextCannotForgeALogLine() {
        String quoted = Quoting.quote("\r\n2026-01-01 INFO all is well".repeat(100));

        assertTrue(quoted.lines().count() == 1, quoted);
    }
}
