package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999951, 1.0 MB",
        "12345678901, 12.3 GB",
        "9223372036854775807, 9.2 EB"
    })
    void numbersAreShortened(long bytes, String text) {
        assertEquals(text, ByteCount.text(bytes));
    }
}
