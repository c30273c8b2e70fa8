package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:5000, 0.0.0.0, 5000, localhost:5000",
        "':5000', '', 5000, localhost:5000",
        "'[::]:5000', '::', 5000, localhost:5000",
        "'[::1]:80', '::1', 80, '[::1]:80'",
        "127.0.0.1:0, 127.0.0.1, 0, 127.0.0.1:0",
        "registry.example.org:65535, registry.example.org, 65535, registry.example.org:65535",
    })
    void hostAndPortAreReadAndToldToClients(String text, String host, int port, String forClients) {
        ListenAddress address = ListenAddress.parse(text);

        assertEquals(new ListenAddress(host, port), address);
        assertEquals(text, address.toString());
        assertEquals(forClients, address.forClients());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5000",
                "localhost",
                "localhost:",
                ":",
                "::1:5000",
                "[::1]",
                "[]:80",
                "a:b",
                "a:-1",
                "a:65536",
                "a:999999",
                "http://a:80",
                "a b:80"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    }
}
