package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list of a storage, and what is promised of every one: byte order, exclusive {@code last}, never too many. */
interface Listing<T> {
    /** Texts to begin after that no list contains, and that are no names, tags or digests either. */
    List<String> ODD_PLACES = List.of(
            "",
            " ",
            "!",
            "-",
            "/",
            "..",
            "a/",
            "a/..",
            "a//b",
            "A B",
            "_",
            "sha256:",
            "sha256:g",
            "zz/",
            "~",
            "\0",
            "é",
            "\uffff");

    Page<T> page(PageRequest request) throws IOException;

    /** All entries at once. */
    default List<T> all() throws IOException {
        Page<T> page = page(PageRequest.first(Integer.MAX_VALUE));
        assertFalse(page.more());
        return page.entries();
    }

    /** All entries, page by page as a client would ask for them. */
    default List<T> inPagesOf(int limit) throws IOException {
        List<T> all = new ArrayList<>();
        Page<T> page = page(PageRequest.first(limit));
        while (page.more()) {
            assertEquals(limit, page.entries().size(), "a page that is not the last is full");
            all.addAll(page.entries());
            String last = textOf(all.get(all.size() - 1));
            page = page(PageRequest.after(last, limit));
            assertFalse(page.entries().isEmpty(), () -> "there was to be more after " + last);
            // Whoever gets the same page again would ask without end.
            String next = textOf(page.entries().get(0));
            assertTrue(next.compareTo(last) > 0, () -> "the page after " + last + " begins with " + next);
        }
        assertTrue(page.entries().size() <= limit);
        all.addAll(page.entries());
        return all;
    }

    /** Checks that the list has exactly these entries, however it is asked for. */
    default void assertIs(List<T> expected) throws IOException {
        assertEquals(expected, all());
        for (int limit : new int[] {1, 2, 7, Math.max(1, expected.size())}) {
            assertEquals(expected, inPagesOf(limit), () -> "in pages of " + limit);
        }
        assertEquals(List.of(), page(PageRequest.first(0)).entries());
        for (T entry : List.copyOf(expected)) {
            assertFrom(textOf(entry), expected);
            assertFrom(textOf(entry) + "-", expected);
            assertFrom(textOf(entry).substring(0, textOf(entry).length() - 1), expected);
        }
        for (String place : ODD_PLACES) {
            assertFrom(place, expected);
        }
        List<T> entries = all();
        assertThrows(UnsupportedOperationException.class, entries::clear);
    }

    private void assertFrom(String last, List<T> expected) throws IOException {
        List<T> rest = expected.stream()
                .filter(entry -> textOf(entry).compareTo(last) > 0)
                .toList();
        Page<T> page = page(PageRequest.after(last, 3));
        assertEquals(rest.subList(0, Math.min(3, rest.size())), page.entries(), () -> "after \"" + last + "\"");
        assertEquals(rest.size() > 3, page.more(), () -> "after \"" + last + "\"");
        assertEquals(List.of(), page(PageRequest.after(last, 0)).entries());
    }

    private static String textOf(Object entry) {
        return entry.toString();
    }
}
