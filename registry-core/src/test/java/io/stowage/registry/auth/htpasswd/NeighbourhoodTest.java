package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourhoodTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "2001:db8:1:2::1, 20010db800010002/64",
        "2001:db8:1:3::1, 20010db800010003/64",
        "::1, 0000000000000000/64",
        "fe80::1%eth0, fe80000000000000/64",
        "::ffff:192.0.2.1, 192.0.2.1",
        "unix:/run/socket, unix:/run/socket",
        "'', ''"
    })
    void isTheAddressOrItsNetwork(String address, String neighbourhood) {
        assertEquals(neighbourhood, Neighbourhood.of(address));
    }

    @Test
    void ofWhatIsNoAddressTheBeginning() {
        assertEquals(64, Neighbourhood.of("x".repeat(10_000)).length());
    }
}
