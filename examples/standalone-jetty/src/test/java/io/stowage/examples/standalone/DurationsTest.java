package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S, 0",
        "0s, PT0S, 0",
        "90s, PT1M30S, 1m30s",
        "30m, PT30M, 30m",
        "24h, PT24H, 24h",
        "7d, PT168H, 7d",
        "1d12h, PT36H, 36h",
        "36500d, PT876000H, 36500d",
        "007m, PT7M, 7m"
    })
    void timesAreReadAndWritten(String text, Duration meant, String written) {
        assertEquals(meant, new Durations().convert(text));
        assertEquals(written, Durations.text(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "5", "-5m", "5 m", "5M", "1.5h", "m", "P1D", "5ms", "36501d", "99999999999999999999s"})
    void othersAreRefused(String text) {
        assertThrows(TypeConversionException.class, () -> new Durations().convert(text));
    }
}
