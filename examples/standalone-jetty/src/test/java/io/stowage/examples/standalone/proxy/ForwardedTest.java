package io.stowage.examples.standalone.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.common.net.InetAddresses;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of the headers that a trusted proxy, 10.0.0.1, sends. */
class ForwardedTest {
    private static final TrustedProxies TRUSTED = new TrustedProxies(Stream.of("10.0.0.0/8", "fd00::/8")
            .map(TrustedProxies.Network::parse)
            .toList());

    // Headers, separated by " && "; then client, scheme, host and port, "-" for what is not said.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            X-Forwarded-For: 192.0.2.1                                                | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: 192.0.2.1, 10.0.0.2                                      | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.0.0.2                           | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: 192.0.2.9 && X-Forwarded-For: 192.0.2.1                  | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: 10.0.0.3, 10.0.0.2                                       | 10.0.0.3    | -     | -          | -
            X-Forwarded-For: 192.0.2.1:4711                                           | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: 2001:db8::1                                              | 2001:db8::1 | -     | -          | -
            X-Forwarded-For: [2001:db8::1]:4711                                       | 2001:db8::1 | -     | -          | -
            X-Forwarded-For: 2001:db8::1, fd00::2                                     | 2001:db8::1 | -     | -          | -
            X-Forwarded-For: ::ffff:192.0.2.1                                         | 192.0.2.1   | -     | -          | -
            X-Forwarded-For: nonsense                                                 | 10.0.0.1    | -     | -          | -
            X-Forwarded-For:                                                          | 10.0.0.1    | -     | -          | -
            X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.2                             | 10.0.0.2    | -     | -          | -
            X-Forwarded-For: ,,,                                                      | 10.0.0.1    | -     | -          | -
            X-Forwarded-For: 999.1.1.1                                                | 10.0.0.1    | -     | -          | -
            X-Forwarded-For: fe80::1%eth0                                             | 10.0.0.1    | -     | -          | -
            X-Forwarded-For: localhost                                                | 10.0.0.1    | -     | -          | -
            X-Forwarded-Proto: https                                                  | 10.0.0.1    | https | -          | -
            X-Forwarded-Proto: HTTPS                                                  | 10.0.0.1    | https | -          | -
            X-Forwarded-Proto: http, https                                            | 10.0.0.1    | https | -          | -
            X-Forwarded-Proto: gopher                                                 | 10.0.0.1    | -     | -          | -
            X-Forwarded-For: 192.0.2.1, 10.0.0.2 && X-Forwarded-Proto: https, http    | 192.0.2.1   | https | -          | -
            X-Forwarded-For: 192.0.2.1, 10.0.0.2 && X-Forwarded-Proto: https          | 192.0.2.1   | https | -          | -
            X-Forwarded-For: 9.9.9.9, 192.0.2.1 && X-Forwarded-Proto: http, https     | 192.0.2.1   | https | -          | -
            X-Forwarded-Host: cr.example.com                                          | 10.0.0.1    | -     | cr.example.com | -
            X-Forwarded-Host: cr.example.com:8443                                     | 10.0.0.1    | -     | cr.example.com | 8443
            X-Forwarded-Host: cr.example.com && X-Forwarded-Port: 8443                | 10.0.0.1    | -     | cr.example.com | 8443
            X-Forwarded-Host: evil.example.com, cr.example.com                        | 10.0.0.1    | -     | cr.example.com | -
            X-Forwarded-Host: [2001:db8::5]:5000                                      | 10.0.0.1    | -     | [2001:db8::5]  | 5000
            X-Forwarded-Host: cr.example.com:99999                                    | 10.0.0.1    | -     | -          | -
            X-Forwarded-Host: [0:1]:80                                                | 10.0.0.1    | -     | -          | -
            X-Forwarded-Host: a b                                                     | 10.0.0.1    | -     | -          | -
            X-Forwarded-Host: a/../b                                                  | 10.0.0.1    | -     | -          | -
            X-Forwarded-Host: user@cr.example.com                                     | 10.0.0.1    | -     | -          | -
            X-Forwarded-Host: "quoted"                                                | 10.0.0.1    | -     | -          | -
            X-Forwarded-Port: 0                                                       | 10.0.0.1    | -     | -          | -
            X-Forwarded-Port: -1                                                      | 10.0.0.1    | -     | -          | -
            Forwarded: for=192.0.2.1;proto=https;host=cr.example.com                  | 192.0.2.1   | https | cr.example.com | -
            Forwarded: For="[2001:db8::1]:4711" ; Proto=https                         | 2001:db8::1 | https | -          | -
            Forwarded: for=192.0.2.9;proto=http, for=192.0.2.1;proto=https, for=10.0.0.2;proto=http | 192.0.2.1 | https | - | -
            Forwarded: for=192.0.2.1 && Forwarded: for=10.0.0.2                       | 192.0.2.1   | -     | -          | -
            Forwarded: for=unknown;proto=https                                        | 10.0.0.1    | https | -          | -
            Forwarded: for=_hidden, for=10.0.0.2                                      | 10.0.0.2    | -     | -          | -
            Forwarded: for=192.0.2.1;host="cr.example.com:5000"                       | 192.0.2.1   | -     | cr.example.com | 5000
            Forwarded: for="192.0.2.1                                                 | 10.0.0.1    | -     | -          | -
            Forwarded: for=192.0.2.1;for=192.0.2.2                                    | 10.0.0.1    | -     | -          | -
            Forwarded: nonsense                                                       | 10.0.0.1    | -     | -          | -
            Forwarded: for="192.0.2.1\\                                               | 10.0.0.1    | -     | -          | -
            Forwarded: ;;,,                                                           | 10.0.0.1    | -     | -          | -
            Forwarded: for=192.0.2.9;host=evil.example.com && X-Forwarded-For: 192.0.2.1 | 192.0.2.1 | -    | -          | -
            """)
    void theWordOfTheProxyCounts(String headers, String client, String scheme, String host, String port) {
        Forwarded forwarded = of(headers.split(" && "));

        assertEquals(InetAddresses.forString(client), forwarded.client());
        assertEquals(scheme, forwarded.scheme().orElse("-"));
        assertEquals(host, forwarded.host().orElse("-"));
        assertEquals(port, forwarded.port().map(String::valueOf).orElse("-"));
    }

    @Test
    void aFloodOfAddressesIsReadOnlyAFewProxiesFar() {
        Forwarded forwarded = of("X-Forwarded-For: 192.0.2.1" + ", 10.0.0.2".repeat(6_000));

        assertEquals(InetAddresses.forString("10.0.0.2"), forwarded.client());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded-For: ", "X-Forwarded-Host: ", "Forwarded: ", "Forwarded: for=", "Forwarded: for=\""
            })
    void hugeValuesAreReadInNoTime(String name) {
        for (String piece : List.of("a", "1.", ":", "[", "\\", "\"", ",", ";", "=", " ")) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> of(name + piece.repeat(60_000)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.3/31, 10.1.2.2, true",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe80::1, false",
        "2001:db8::1, 2001:db8:0:0::1, true",
        "::ffff:10.0.0.1, 10.0.0.1, true",
    })
    void aNetworkHoldsWhatBeginsWithItsBits(String network, String address, boolean held) {
        assertEquals(held, TrustedProxies.Network.parse(network).contains(InetAddresses.forString(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nginx",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "::/129",
                "10.0.0/8",
                "/8",
                "fe80::1%1",
                "1.2.3.4/8/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> TrustedProxies.Network.parse(text));
    }

    private static Forwarded of(String... lines) {
        HttpFields.Mutable headers = HttpFields.build();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return Forwarded.of(headers, InetAddresses.forString("10.0.0.1"), TRUSTED);
    }
}
