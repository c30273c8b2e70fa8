package io.stowage.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {

    @Test
    void aPageCopiesItsEntries() {
        List<String> given = new ArrayList<>(List.of("a", "b"));

        Page<String> page = new Page<>(given, true);
        given.clear();

        assertEquals(List.of("a", "b"), page.entries());
        List<String> entries = page.entries();
        assertThrows(UnsupportedOperationException.class, entries::clear);
    }

    @Test
    void pagesWithTheSamePartsAreEqual() {
        new EqualsTester()
                .addEqualityGroup(new Page<>(List.of("a"), true), new Page<>(new ArrayList<>(List.of("a")), true))
                .addEqualityGroup(new Page<>(List.of("a"), false))
                .addEqualityGroup(new Page<>(List.of("b"), true))
                .testEquals();
    }

    @Test
    void aLimitMayBeZeroButNotNegative() {
        assertEquals(0, PageRequest.first(0).limit());

        assertThrows(IllegalArgumentException.class, () -> PageRequest.first(-1));
        assertThrows(IllegalArgumentException.class, () -> PageRequest.after("a", Integer.MIN_VALUE));
    }

    @Test
    void theFirstPageIncludesEverything() {
        PageRequest first = PageRequest.first(10);

        assertEquals(Optional.empty(), first.last());
        assertTrue(first.includes(""));
        assertTrue(first.includes("a"));
    }

    // Byte order: - . / 0-9 A-Z _ a-z
    @ParameterizedTest
    @CsvSource({
        "a,   a,   false",
        "a,   b,   true",
        "b,   a,   false",
        "a,   a-b, true",
        "a-b, a/b, true",
        "a.b, a/b, true",
        "a/b, a.b, false",
        "a/b, a_b, true",
        "a,   B,   false",
        "B,   a,   true",
        "9,   10,  false",
        "'',  a,   true",
        "a/,  a/b, true",
        "a0,  a/b, false",
        "é,   z,   false",
    })
    void aPageBeginsAfterLast(String last, String text, boolean included) {
        assertEquals(included, PageRequest.after(last, 1).includes(text));
    }

    @Test
    void requestsWithTheSamePartsAreEqual() {
        new EqualsTester()
                .addEqualityGroup(PageRequest.first(1), new PageRequest(Optional.empty(), 1))
                .addEqualityGroup(PageRequest.first(2))
                .addEqualityGroup(PageRequest.after("a", 1))
                .addEqualityGroup(PageRequest.after("", 1))
                .testEquals();
        assertFalse(PageRequest.first(1).last().isPresent());
    }
}
