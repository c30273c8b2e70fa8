package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.fuzz.Input;
import io.stowage.fuzz.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;

/** {@link HtpasswdParser}: the users of the good lines, each line that is not named, and nothing of the file told. */
@Timeout(60)
class HtpasswdFuzzTest {
    private static final String SECRET = "kT4wQ9zXb7LmVn2R";

    @FuzzTest
    void knowsTheUsersOfTheGoodLines(byte[] data) {
        String text = Input.text(data);
        Optional<HtpasswdParser.Result> parsed = parse(text);
        if (parsed.isPresent()) {
            check(text, parsed.get());
        }
        // A line as somebody writes it who does not know the form.
        parse(text + "\n" + SECRET + "\nann:" + SECRET + "\n" + SECRET + ":" + SECRET + "\n")
                .ifPresent(result -> assertFalse(result.problems().toString().contains(SECRET), "a secret is told"));
    }

    private static void check(String text, HtpasswdParser.Result result) {
        Map<String, String> hashes = texts(result);
        List<String> lines = List.of(text.split("\n", -1));
        Map<String, String> first = new TreeMap<>();
        for (String line : lines) {
            String[] parts = line.strip().split(":", 3);
            if (parts.length > 1 && !parts[0].startsWith("#")) {
                first.putIfAbsent(parts[0], parts[1]);
            }
        }
        hashes.forEach((name, hash) -> {
            assertFalse(name.isEmpty());
            assertEquals(first.get(name), hash);
        });
        int before = 0;
        for (HtpasswdParser.Problem problem : result.problems()) {
            assertTrue(problem.line() > before && problem.line() <= lines.size());
            before = problem.line();
            Values.assertIsFitForTheUser(problem.toString());
        }
        long counted = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .count();
        assertEquals(counted, hashes.size() + (long) result.problems().size());
        checkAgain(hashes);
        checkBeginning(text.substring(0, text.length() / 2), hashes);
        result.hashes().values().stream()
                .peek(hash -> assertTrue(hash.cost() >= 4 && hash.cost() <= HtpasswdParser.HIGHEST_COST))
                .filter(hash -> hash.cost() == 4)
                .findFirst()
                .ifPresent(hash -> assertFalse(hash.matches(text), "a password that nobody chose"));
    }

    /** What is written from it reads the same. */
    private static void checkAgain(Map<String, String> hashes) {
        if (!hashes.isEmpty()) {
            String written = hashes.entrySet().stream()
                    .map(user -> user.getKey() + ":" + user.getValue())
                    .collect(Collectors.joining("\n"));
            HtpasswdParser.Result again = HtpasswdParser.parse(written);
            assertEquals(hashes, texts(again));
            assertEquals(List.of(), again.problems());
        }
    }

    /** A file that is half written knows nobody by another password. */
    private static void checkBeginning(String text, Map<String, String> hashes) {
        parse(text)
                .ifPresent(half ->
                        texts(half).forEach((name, hash) -> assertEquals(hash, hashes.getOrDefault(name, hash))));
    }

    private static Map<String, String> texts(HtpasswdParser.Result result) {
        Map<String, String> texts = new TreeMap<>();
        result.hashes().forEach((name, hash) -> {
            texts.put(name, hash.text());
            assertFalse(hash.toString().contains(hash.text()));
        });
        return texts;
    }

    private static Optional<HtpasswdParser.Result> parse(String text) {
        try {
            return Optional.of(HtpasswdParser.parse(text));
        } catch (IllegalArgumentException e) {
            Values.assertIsFitForTheUser(e.getMessage());
            return Optional.empty();
        }
    }
}
