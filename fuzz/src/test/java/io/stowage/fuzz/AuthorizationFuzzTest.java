package io.stowage.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.registry.auth.Credentials;
import io.stowage.servlet.internal.http.AuthorizationHeader;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** {@link AuthorizationHeader}: credentials or a reason, and no secret in either's text. Each line of the input is one. */
class AuthorizationFuzzTest {
    private static final String SECRET = "kT4wQ9zXb7LmVn2R";

    @FuzzTest
    void isCredentialsOrAReasonWithoutSecrets(byte[] data) {
        List<String> lines = Input.text(data).lines().toList();

        Credentials credentials = AuthorizationHeader.parse(lines);

        if (credentials instanceof Credentials.Basic basic) {
            assertEquals(1, lines.size());
            assertTrue(scheme(lines.get(0)).equals("basic"));
            String both = basic.user() + ":" + basic.password();
            assertFalse(basic.user().contains(":") || both.chars().anyMatch(Character::isISOControl));
            assertEquals(basic, AuthorizationHeader.parse(List.of("Basic " + base64(both))));
            assertEquals(basic.toString(), new Credentials.Basic(basic.user(), SECRET).toString());
        } else if (credentials instanceof Credentials.Bearer bearer) {
            assertEquals(1, lines.size());
            assertTrue(scheme(lines.get(0)).equals("bearer"));
            assertTrue(lines.get(0).strip().endsWith(bearer.token()));
            assertFalse(bearer.token().isEmpty() || bearer.token().chars().anyMatch(c -> c <= ' ' || c > '~'));
            assertEquals(bearer.toString(), new Credentials.Bearer(SECRET).toString());
        } else if (credentials instanceof Credentials.Unreadable unreadable) {
            assertFalse(lines.isEmpty());
            Values.assertIsFitForTheUser(unreadable.reason());
        } else {
            assertInstanceOf(Credentials.Anonymous.class, credentials);
            assertTrue(lines.isEmpty() || scheme(lines.get(0)).equals("basic"));
        }
        checkLater(lines);
    }

    /** What else is sent with a secret never shows it. */
    private static void checkLater(List<String> lines) {
        for (String line : lines) {
            for (String more : List.of(line + SECRET, SECRET + line, line + " " + SECRET)) {
                String told = AuthorizationHeader.parse(List.of(more)).toString();
                assertFalse(told.contains(SECRET), "a secret is told");
                assertInstanceOf(
                        Credentials.Unreadable.class, AuthorizationHeader.parse(List.of(more, line)), "two headers");
            }
        }
    }

    private static String scheme(String line) {
        return line.strip().split(" ", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
