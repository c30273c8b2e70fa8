package io.stowage.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.LinkHeader;
import io.stowage.servlet.internal.http.PercentDecoder;
import io.stowage.servlet.internal.http.Query;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Query} and {@link PercentDecoder}: decoded once, as everybody decodes it, or refused. */
class QueryFuzzTest {

    @FuzzTest
    void isDecodedOnceOrRefusedWith400(byte[] data) {
        String text = Input.text(data);
        checkPath(text);
        Optional<Map<String, List<String>>> expected = decoded(text);
        Query query;
        try {
            query = Query.parse(text);
        } catch (RegistryException e) {
            Refusals.check(e);
            assertEquals(400, e.status());
            assertTrue(expected.isEmpty(), "a well-formed query was refused");
            return;
        }
        assertTrue(expected.isPresent(), "a malformed query was taken");
        for (Map.Entry<String, List<String>> parameter : expected.get().entrySet()) {
            String key = parameter.getKey();
            assertEquals(parameter.getValue(), query.all(key));
            if (parameter.getValue().stream().distinct().count() == 1) {
                assertEquals(Optional.of(parameter.getValue().get(0)), query.one(key));
            } else {
                assertEquals(
                        400,
                        assertThrows(RegistryException.class, () -> query.one(key))
                                .status());
            }
        }
        assertEquals(expected, decoded(encoded(expected.get())));
        Query again = Query.parse(encoded(expected.get()));
        expected.get().keySet().forEach(key -> assertEquals(query.all(key), again.all(key)));
    }

    private static void checkPath(String text) {
        Optional<String> decoded = decodedOrEmpty(text);
        decoded.ifPresent(plain -> assertEquals(URLDecoder.decode(text.replace("+", "%2B"), UTF_8), plain));
        String link = new LinkHeader("").with("k", text).toString();
        String encoded = link.substring("<?k=".length(), link.indexOf('>'));
        assertTrue(encoded.chars().allMatch(c -> c > ' ' && c < 0x7f));
        assertEquals(text, PercentDecoder.path(encoded));
        assertEquals(text, PercentDecoder.query(encoded));
    }

    private static Optional<String> decodedOrEmpty(String text) {
        try {
            return Optional.of(PercentDecoder.path(text));
        } catch (IllegalArgumentException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            return Optional.empty();
        }
    }

    /** The parameters as the JDK decodes them; empty if an escape is broken, which it would partly let pass. */
    private static Optional<Map<String, List<String>>> decoded(String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] parts = pair.split("=", 2);
            for (String part : parts) {
                // A byte that is not UTF-8 becomes U+FFFD, which stands for itself only if it was there before.
                if (!part.matches("(?s)(?:[^%]|%[0-9a-fA-F]{2})*+") || !wellFormed(part)) {
                    return Optional.empty();
                }
            }
            String value = parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8);
            parameters
                    .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), k -> new ArrayList<>())
                    .add(value);
        }
        return Optional.of(parameters);
    }

    private static boolean wellFormed(String part) {
        String once = URLDecoder.decode(part, UTF_8);
        return once.indexOf('\uFFFD') < 0
                || URLDecoder.decode(part.replaceAll("(?i)\uFFFD|%EF%BF%BD", ""), UTF_8)
                                .indexOf('\uFFFD')
                        < 0;
    }

    private static String encoded(Map<String, List<String>> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((key, values) -> values.forEach(
                value -> query.append('&').append(encoded(key)).append('=').append(encoded(value))));
        return query.toString();
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            encoded.append("%%%02x".formatted(b));
        }
        return encoded.toString();
    }
}
