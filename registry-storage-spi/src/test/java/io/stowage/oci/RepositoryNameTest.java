package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {
    // distribution-spec, "Pulling manifests"
    private static final Pattern SPEC =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "0",
                "app",
                "team/app",
                "a/b/c/d",
                "a.b",
                "a_b",
                "a__b",
                "a-b",
                "a--b",
                "a-----b",
                "a.b_c__d-e--f",
                "1/2",
                "0.0",
                "blobs/uploads",
                "tags/list",
                "a/manifests",
                "library/hello-world",
                "v2",
                "sha256"
            })
    void namesOfTheSpecificationAreNames(String text) {
        RepositoryName name = RepositoryName.parse(text);

        assertEquals(text, name.value());
        assertEquals(text, name.toString());
        assertEquals(Optional.of(name), RepositoryName.tryParse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "//",
                "/a",
                "a/",
                "a//b",
                "a/b/",
                "//a",
                ".",
                "..",
                "a/..",
                "../a",
                "a/../b",
                "./a",
                "a/.",
                ".a",
                "a.",
                "_a",
                "a_",
                "-a",
                "a-",
                "__a",
                "a__",
                "a..b",
                "a___b",
                "a____b",
                "a._b",
                "a_.b",
                "a.-b",
                "a-.b",
                "a-_b",
                "a_-b",
                "a_-_b",
                "a/.b",
                "a/_b",
                "a/-b",
                "a./b",
                "a_/b",
                "a-/b",
                "A",
                "aB",
                "Team/app",
                "a:b",
                "a@b",
                "a b",
                " a",
                "a ",
                "a\n",
                "\na",
                "a\tb",
                "a\0",
                "a\0b",
                "a\\b",
                "a%2fb",
                "a%2Fb",
                "a+b",
                "a~b",
                "a?b",
                "a#b",
                "a*b",
                "ä",
                "é",
                "ａ",
                "a／b",
                "\u0661",
                "１",
                "a\u2024b",
                "a\u2010b",
                "ſ",
                "\uD83D\uDE00",
                "\uD83D",
                "_uploads",
                "a/_manifests/tags",
                "_"
            })
    void anythingElseIsRefused(String text) {
        assertEquals(Optional.empty(), RepositoryName.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> RepositoryName.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new RepositoryName(text));
    }

    @Test
    void aNameHasAtMost255Characters() {
        assertTrue(RepositoryName.tryParse("a".repeat(255)).isPresent());
        assertTrue(RepositoryName.tryParse("a/".repeat(127) + "a").isPresent());
        assertTrue(RepositoryName.tryParse("a" + "-".repeat(253) + "b").isPresent());

        assertTrue(RepositoryName.tryParse("a".repeat(256)).isEmpty());
        assertTrue(RepositoryName.tryParse("a/".repeat(127) + "aa").isEmpty());
        assertTrue(RepositoryName.tryParse("a".repeat(10_000_000)).isEmpty());
        assertTrue(RepositoryName.tryParse("a/".repeat(1_000_000) + "a").isEmpty());
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester();

        tester.testAllPublicConstructors(RepositoryName.class);
        tester.testAllPublicStaticMethods(RepositoryName.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theGrammarIsTheSpecifications(long seed) {
        Random random = new Random(seed);
        int names = 0;

        for (int i = 0; i < 20_000; i++) {
            String text = almostAName(random);
            boolean expected = text.length() <= 255 && SPEC.matcher(text).matches();
            assertEquals(expected, RepositoryName.tryParse(text).isPresent(), () -> "\"" + text + "\"");
            names += expected ? 1 : 0;
        }

        assertTrue(names > 1_000 && names < 19_000, names + " of the texts are names: no test of the grammar");
    }

    @Test
    void namesAreOrderedByteByByte() {
        List<String> sorted =
                List.of("0", "a", "a--b", "a-b", "a.b", "a/b", "a/b/c", "a0", "a__b", "a_b", "ab", "b", "b/a");

        assertEquals(
                sorted,
                Stream.of("b/a", "b", "ab", "a__b", "a_b", "a0", "a/b/c", "a/b", "a.b", "a-b", "a--b", "a", "0")
                        .map(RepositoryName::parse)
                        .sorted()
                        .map(RepositoryName::toString)
                        .toList());
    }

    @Test
    void namesWithTheSameTextAreEqual() {
        new EqualsTester()
                .addEqualityGroup(RepositoryName.parse("a/b"), new RepositoryName("a/b"))
                .addEqualityGroup(RepositoryName.parse("a-b"))
                .addEqualityGroup(RepositoryName.parse("a"))
                .testEquals();
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, 4L, 5L);
    }

    private static String almostAName(Random random) {
        String[] parts = {
            "a", "b", "z", "0", "9", "abc", "x1", ".", "_", "__", "-", "--", "/", "a", "b/c", "d.e", "A", "..", "é"
        };
        int wild = random.nextInt(4) == 0 ? parts.length : parts.length - 3;
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9) + 1; i > 0; i--) {
            text.append(parts[random.nextInt(wild)]);
        }
        // Some around the longest length.
        return random.nextInt(20) == 0
                ? text + "a".repeat(255 - text.length() + random.nextInt(3) - 1)
                : text.toString();
    }
}
