package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {

    /** Of 1000 bytes. */
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,                          0-0",
        "bytes=0-999,                        0-999",
        "bytes=500-,                         500-999",
        "bytes=-500,                         500-999",
        "bytes=-5000,                        0-999",
        "bytes=900-99999,                    900-999",
        "bytes=0-99999999999999999999999,    0-999",
        "bytes=-99999999999999999999999,     0-999",
        "BYTES=1-2,                          1-2",
        "'bytes=1-2, 5-6',                   1-2 5-6",
        "'bytes=5-6,1-2',                    5-6 1-2",
        "'bytes= 1-2 , 5-6 ',                1-2 5-6",
        "'bytes=,1-2,,5-6,',                 1-2 5-6",
        "'bytes=1-2,2000-3000',              1-2",
        "'bytes=1-2,3-4',                    1-2 3-4",
        // overlapping: each byte once, in ascending order
        "'bytes=0-,0-,0-',                   0-999",
        "'bytes=5-9,0-6',                    0-9",
        "'bytes=0-10,5-20,900-,-50',         0-20 900-999",
        "'bytes=0-999,1-1',                  0-999",
    })
    void selectsParts(String header, String parts) {
        RangeHeader.Selection selection =
                RangeHeader.tryParse(header).orElseThrow().select(1000);

        RangeHeader.Parts some = assertInstanceOf(RangeHeader.Parts.class, selection);
        assertEquals(
                parts,
                some.parts().stream()
                        .map(part -> part.offset() + "-" + (part.offset() + part.length() - 1))
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-2000",
                "bytes=-0",
                "bytes=99999999999999999999999-",
                "bytes=1000-,2000-",
                "bytes=500-0"
            })
    void cannotBeSatisfied(String header) {
        RangeHeader.Selection selection =
                RangeHeader.tryParse(header).orElseThrow().select(1000);

        assertEquals(new RangeHeader.Unsatisfiable(), selection);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=1-2,x",
                "bytes=0x1-2",
                "bytes=1 - 2",
                "bytes=+1-2",
                "bytes=١-٢",
                "lines=1-2",
                "bytes 1-2",
                "items=0-1"
            })
    void isIgnored(String header) {
        assertEquals(Optional.empty(), RangeHeader.tryParse(header));
    }

    @Test
    void anEmptyBlobIsServedWhole() {
        assertEquals(
                new RangeHeader.Whole(),
                RangeHeader.tryParse("bytes=0-").orElseThrow().select(0));
    }

    @Test
    void podmansThousandRangesAreServedAndMoreAreNot() {
        String most = IntStream.range(0, 1024)
                .mapToObj(i -> i * 2 + "-" + i * 2)
                .collect(Collectors.joining(",", "bytes=", ""));

        assertTrue(RangeHeader.tryParse(most).isPresent());
        assertEquals(Optional.empty(), RangeHeader.tryParse(most + ",5000-5001"));
    }

    @Test
    void aThousandTimesTheWholeIsTheWholeOnce() {
        String header = "bytes=" + String.join(",", Collections.nCopies(1000, "0-"));

        RangeHeader.Selection selection =
                RangeHeader.tryParse(header).orElseThrow().select(1 << 20);

        assertEquals(
                1, assertInstanceOf(RangeHeader.Parts.class, selection).parts().size());
    }
}
