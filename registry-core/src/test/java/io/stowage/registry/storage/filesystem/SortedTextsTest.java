package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedTextsTest {
    private final SortedTexts texts = SortedTexts.of(new String[] {"", "a", "ab", "b", "c"});

    @Test
    void everyTextIsThereInItsPlace() {
        assertEquals(5, texts.size());
        assertEquals(List.of("", "a", "ab", "b", "c"), all(texts.from(0)));
        assertEquals("ab", texts.get(2));
    }

    @ParameterizedTest
    @CsvSource({"'',4", "'!',4", "a,3", "aa,3", "ab,2", "abc,2", "b,1", "c,0", "zz,0"})
    void theTextsAfterOneAreTheGreaterOnes(String last, int count) {
        assertEquals(List.of("a", "ab", "b", "c").subList(4 - count, 4), all(texts.after(last)));
    }

    @Test
    void noTextsAreNone() {
        Iterator<String> none = SortedTexts.of(new String[0]).after("a");

        assertFalse(none.hasNext());
        assertThrows(NoSuchElementException.class, none::next);
    }

    private static List<String> all(Iterator<String> texts) {
        List<String> all = new ArrayList<>();
        texts.forEachRemaining(all::add);
        return all;
    }
}
