package io.stowage.servlet.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.Credentials;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationHeaderTest {

    @Test
    void noHeaderIsNobody() {
        assertEquals(new Credentials.Anonymous(), AuthorizationHeader.parse(List.of()));
    }

    @Nested
    class Basic {
        @ParameterizedTest
        @ValueSource(
                strings = {"Basic %s", "basic %s", "BASIC %s", "bAsIc %s", "Basic   %s", " Basic %s ", "Basic %s\t"})
        void schemeIsReadInAnyCaseWithSpacesAround(String header) {
            assertEquals(new Credentials.Basic("ada", "secret"), parse(header.formatted(base64("ada:secret", UTF_8))));
        }

        @ParameterizedTest
        @CsvSource({
            "ada:secret,     ada, secret",
            "ada:,           ada, ''",
            ":secret,        '',  secret",
            "ada:a:b:,       ada, a:b:",
            "'ada: x ',      ada, ' x '",
            "a da:x,         a da, x",
            "ädä:€ 𝄞,        ädä, € 𝄞",
            "a@b.example:x,  a@b.example, x",
            "<token>:x,      <token>, x",
        })
        void nameEndsAtTheFirstColon(String text, String user, String password) {
            assertEquals(new Credentials.Basic(user, password), parse("Basic " + base64(text, UTF_8)));
        }

        @Test
        void paddingMayBeMissing() {
            assertEquals(new Credentials.Basic("ada", "x"), parse("Basic YWRhOng"));
            assertEquals(new Credentials.Basic("ada", "x"), parse("Basic YWRhOng="));
        }

        @Test
        void emptyNameAndPasswordAreNobody() {
            assertEquals(new Credentials.Anonymous(), parse("Basic Og=="));
        }

        @Test
        void longPasswordIsReadWhole() {
            String password = "p".repeat(45_000);

            assertEquals(new Credentials.Basic("ada", password), parse("Basic " + base64("ada:" + password, UTF_8)));
        }

        @ParameterizedTest
        @CsvSource({
            "Basic,                  colon",
            "'Basic ',               colon",
            "Basic YWRh,             colon",
            "Basic ====,             Base64",
            "Basic !!!,              Base64",
            "Basic YWRhOng==,        Base64",
            "Basic YWRhO,            Base64",
            "Basic YWRh OngX,        Base64",
            "'Basic YWRhOng=,YWRh',  Base64",
            "Basic YWRhO_-_,         Base64",
            "Basic ada:secret,       Base64",
        })
        void whatIsNoneCannotBeRead(String header, String reason) {
            String said = unreadable(header);

            assertTrue(said.contains(reason), said);
        }

        @Test
        void otherCharsetsCannotBeRead() {
            assertEquals(
                    "the Basic credentials in Authorization are not UTF-8",
                    unreadable("Basic " + base64("ädä:secret", ISO_8859_1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\nda:x", "ada:x\r", "ada\0:x", "ada:\u007f", "ada:\u0085", "\t:"})
        void controlCharactersAreRefused(String text) {
            assertEquals(
                    "the Basic credentials in Authorization have control characters",
                    unreadable("Basic " + base64(text, UTF_8)));
        }
    }

    @Nested
    class Bearer {
        @ParameterizedTest
        @ValueSource(strings = {"abc", "a.b.c", "a-b_c~d+e/f.0", "YWJj=="})
        void tokenIsTakenAsItIs(String token) {
            assertEquals(new Credentials.Bearer(token), parse("Bearer " + token));
            assertEquals(new Credentials.Bearer(token), parse("bearer  " + token + " "));
        }

        @Test
        void longTokenIsTakenWhole() {
            String token = "ey.".repeat(20_000) + "==";

            assertEquals(new Credentials.Bearer(token), parse("Bearer " + token));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Bearer",
                    "Bearer ",
                    "Bearer =",
                    "Bearer a b",
                    "Bearer a,b",
                    "Bearer \"abc\"",
                    "Bearer a=b",
                    "Bearer ä",
                    "Bearer a\0",
                    "Bearer {}"
                })
        void otherCharactersAreRefused(String header) {
            assertEquals("the Bearer token in Authorization has other characters than tokens have", unreadable(header));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Negotiate YWRhOng=",
                "Digest username=\"ada\"",
                "YWRhOng=",
                "Basic:YWRhOng=",
                "Basic\tYWRhOng=",
                "Basic,YWRhOng=",
                "Basıc YWRhOng=",
                "BearerX abc",
                "null"
            })
    void otherSchemesCannotBeRead(String header) {
        assertEquals("Authorization is neither Basic nor Bearer", unreadable(header));
    }

    @Test
    void repeatedLinesAreRefusedAlsoIfTheyAgree() {
        String line = "Basic " + base64("ada:secret", UTF_8);

        assertEquals(
                new Credentials.Unreadable("Authorization is sent 2 times"),
                AuthorizationHeader.parse(List.of(line, line)));
    }

    @Test
    void reasonsAndPrintsTellNoSecret() {
        for (String header :
                List.of("Bearer secret secret", "Basic secret!", "secret abc", "Basic " + base64("secret", UTF_8))) {
            assertFalse(unreadable(header).contains("secret"), header);
        }
        for (String header : List.of("Bearer secret", "Basic " + base64("ada:secret", UTF_8))) {
            assertFalse(parse(header).toString().contains("secret"), header);
        }
    }

    private static Credentials parse(String header) {
        return AuthorizationHeader.parse(List.of(header));
    }

    private static String unreadable(String header) {
        return assertInstanceOf(Credentials.Unreadable.class, parse(header)).reason();
    }

    private static String base64(String text, Charset charset) {
        return Base64.getEncoder().encodeToString(text.getBytes(charset));
    }
}
