package io.stowage.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import com.google.common.testing.NullPointerTester;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A",
                "0",
                "_",
                "latest",
                "v1.0",
                "1.0.0-rc.1_build",
                "__",
                "_.",
                "_-",
                "a.",
                "a-",
                "a..",
                "a..b",
                "A_b.C-d",
                "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sig"
            })
    void tagsOfTheSpecificationAreTags(String text) {
        Tag tag = Tag.parse(text);

        assertEquals(text, tag.name());
        assertEquals(text, tag.toString());
        assertEquals(Optional.of(tag), Tag.tryParse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                ".a",
                "-",
                "-a",
                "a/b",
                "/",
                "../a",
                "a:b",
                "a@b",
                "a b",
                " a",
                "a ",
                "a\n",
                "\na",
                "a\r\n",
                "a\tb",
                "a\0",
                "a\\b",
                "a%2f",
                "a+b",
                "a~b",
                "a*",
                "ä",
                "é",
                "ａ",
                "\u0661",
                "１",
                "\uD83D\uDE00",
                "\uD83D",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void anythingElseIsRefused(String text) {
        assertEquals(Optional.empty(), Tag.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> Tag.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new Tag(text));
    }

    @Test
    void aTagHasAtMost128Characters() {
        assertTrue(Tag.tryParse("t".repeat(128)).isPresent());
        assertTrue(Tag.tryParse("_" + ".".repeat(127)).isPresent());

        assertTrue(Tag.tryParse("t".repeat(129)).isEmpty());
        assertTrue(Tag.tryParse("t".repeat(10_000_000)).isEmpty());
    }

    @Test
    void nullIsRefused() {
        NullPointerTester tester = new NullPointerTester();

        tester.testAllPublicConstructors(Tag.class);
        tester.testAllPublicStaticMethods(Tag.class);
    }

    @Test
    void tagsAreOrderedByteByByte() {
        List<String> sorted = List.of("0", "10", "9", "A", "B", "_", "a", "a-", "a.", "a0", "aA", "a_", "aa", "b");

        assertEquals(
                sorted,
                Stream.of("b", "aa", "a_", "aA", "a0", "a.", "a-", "a", "_", "B", "A", "9", "10", "0")
                        .map(Tag::parse)
                        .sorted()
                        .map(Tag::toString)
                        .toList());
    }

    @Test
    void tagsWithTheSameTextAreEqual() {
        new EqualsTester()
                .addEqualityGroup(Tag.parse("v1"), new Tag("v1"))
                .addEqualityGroup(Tag.parse("V1"))
                .addEqualityGroup(Tag.parse("v1."))
                .testEquals();
    }
}
