package io.stowage.servlet.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.registry.error.RegistryException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @ParameterizedTest
    @CsvSource({
        "k=v,                 v",
        "k=,                  ''",
        "k,                   ''",
        "k=a=b,               a=b",
        "k=a+b,               a b",
        "k=a%2Bb,             a+b",
        "k=sha256%3Aab,       sha256:ab",
        "k=sha256:ab,         sha256:ab",
        "k=%252F,             %2F",
        "k=%C3%A4,            ä",
        "%6B=v,               v",
        "&&x=y&k=v&,          v",
        "k=v&k=v,             v",
        "k=a|b{c},            a|b{c}",
    })
    void decodesOnce(String text, String value) {
        assertEquals(Optional.of(value), Query.parse(text).one("k"));
    }

    @Test
    void keepsRepeatedParametersInOrder() {
        Query query = Query.parse("tag=b&n=1&tag=a&tag=b");

        assertEquals(List.of("b", "a", "b"), query.all("tag"));
        assertEquals(List.of(), query.all("other"));
    }

    @Test
    void absentQueryHasNoParameters() {
        assertEquals(Optional.empty(), Query.parse(null).one("k"));
        assertEquals(Optional.empty(), Query.parse("").one("k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k=%", "k=%2", "k=%zz", "k=%E0%80", "%=v", "k=v&x=%C0%AF", "k=%+1"})
    void malformedEncodingIsRefused(String text) {
        RegistryException e = assertThrows(RegistryException.class, () -> Query.parse(text));

        assertEquals(400, e.status());
    }

    @Test
    void twoValuesWhereOneIsMeantAreRefused() {
        Query query = Query.parse("n=1&n=2");

        assertEquals(
                400, assertThrows(RegistryException.class, () -> query.one("n")).status());
    }
}
