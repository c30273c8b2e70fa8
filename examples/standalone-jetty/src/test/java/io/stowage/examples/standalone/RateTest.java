package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    @ParameterizedTest
    @CsvSource({
        "50MiB/s, 52428800",
        "50MiB, 52428800",
        "1.5GB/s, 1500000000",
        "800K, 800000",
        "2 KiB/s, 2048",
        "1Ti, 1099511627776",
        "17, 17",
        "17B/s, 17",
        "unlimited, 9223372036854775807"
    })
    void ratesAreReadWithTheirUnits(String text, long bytes) {
        assertEquals(bytes, Rate.parse(text).bytesPerSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "MiB", "5 parsecs", "50mib", "1e9", "0.0001K", "999999999999T", "50MiB/h"})
    void whatIsNoRateIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Rate.parse(text));
    }
}
