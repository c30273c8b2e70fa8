package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds for every value that text enters through {@code parse} and leaves through {@code toString}. */
public final class Values {
    /** A refused text is repeated in the message: cut, with six characters for one at most. */
    private static final int LONGEST_MESSAGE = 1200;

    private Values() {}

    /**
     * Parses a text in both ways, which have to agree.
     *
     * @return the value, or empty if both refuse the text
     */
    public static <T> Optional<T> parse(
            String text,
            Function<String, ? extends T> parse,
            Function<String, ? extends Optional<? extends T>> tryParse) {
        Optional<? extends T> tried = tryParse.apply(text);
        if (tried.isEmpty()) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> parse.apply(text), "parse takes what tryParse refuses");
            assertIsFitForTheUser(refusal.getMessage());
            return Optional.empty();
        }
        T value = tried.get();
        assertEquals(value, parse.apply(text), "parse and tryParse differ");
        assertEquals(text, value.toString(), "the text is not canonical");
        assertEquals(value.hashCode(), parse.apply(text).hashCode());
        return Optional.of(value);
    }

    /** A message may show hostile text, but cut, on one line and without control characters. */
    public static void assertIsFitForTheUser(@Nullable String message) {
        if (message == null) {
            throw new AssertionError("no message");
        }
        assertFalse(message.isEmpty());
        assertTrue(message.length() <= LONGEST_MESSAGE, () -> "a message of " + message.length() + " characters");
        assertTrue(message.codePoints().noneMatch(Values::isInvisible), () -> "control characters: " + message);
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
