package io.stowage.examples.standalone.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.net.InetAddresses;
import io.stowage.fuzz.Input;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;

/**
 * {@link Forwarded}: what a client writes before a trusted proxy adds its own never becomes the client's address, and what
 * comes out is fit for a URL. Each line of the input is a header.
 */
class ForwardedFuzzTest {
    private static final InetAddress PROXY = InetAddresses.forString("10.0.0.1");
    private static final InetAddress CLIENT = InetAddresses.forString("203.0.113.7");
    private static final TrustedProxies TRUSTED = new TrustedProxies(
            List.of(TrustedProxies.Network.parse("10.0.0.0/8"), TrustedProxies.Network.parse("fd00::/8")));
    private static final Set<String> NAMES =
            Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port");
    private static final Pattern HOST = Pattern.compile("[\\w.-]+|\\[[0-9a-fA-F:.]+]");

    @FuzzTest
    void believesTheProxyAndNobodyBehindIt(byte[] data) {
        HttpFields.Mutable headers = HttpFields.build();
        for (String line : Input.text(data).lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0 && NAMES.contains(line.substring(0, colon))) {
                headers.add(line.substring(0, colon), line.substring(colon + 2));
            }
        }

        check(Forwarded.of(headers, PROXY, TRUSTED));
        assertEquals(PROXY, Forwarded.of(HttpFields.EMPTY, PROXY, TRUSTED).client());

        HttpFields.Mutable appended = HttpFields.build(headers).add("X-Forwarded-For", CLIENT.getHostAddress());
        assertEquals(CLIENT, Forwarded.of(appended, PROXY, TRUSTED).client());
        String before =
                headers.getValuesList("X-Forwarded-For").stream().findFirst().orElse("");
        HttpFields joined = HttpFields.build().add("X-Forwarded-For", before + ", 203.0.113.7");
        assertEquals(CLIENT, Forwarded.of(joined, PROXY, TRUSTED).client());

        // A field that a client breaks is not read at all, and then the proxy's own address is all that is known.
        for (String element :
                List.of("for=203.0.113.7", "for=\"203.0.113.7:4711\";proto=https", "proto=http;for=203.0.113.7")) {
            for (String field : headers.getValuesList("Forwarded")) {
                assertIsTheClient(HttpFields.build().add("Forwarded", field + ", " + element));
                assertIsTheClient(HttpFields.build().add("Forwarded", field).add("Forwarded", element));
            }
        }
    }

    private static void assertIsTheClient(HttpFields headers) {
        InetAddress seen = Forwarded.of(headers, PROXY, TRUSTED).client();
        assertTrue(seen.equals(CLIENT) || seen.equals(PROXY), () -> "took " + seen);
    }

    private static void check(Forwarded forwarded) {
        forwarded.scheme().ifPresent(scheme -> assertTrue(scheme.equals("http") || scheme.equals("https")));
        forwarded.host().ifPresent(host -> assertTrue(HOST.matcher(host).matches()));
        forwarded.port().ifPresent(port -> assertTrue(port > 0 && port < 65536));
        // As ForwardedRequests does it.
        HttpURI.Mutable uri = HttpURI.build("http://registry.example:5000/v2/?n=1");
        forwarded.scheme().ifPresent(uri::scheme);
        forwarded.host().ifPresent(host -> uri.authority(host, forwarded.port().orElse(0)));
        HttpURI result = uri.asImmutable();
        assertEquals("/v2/?n=1", result.getPathQuery());
        assertEquals(result.getHost(), HttpURI.from(result.asString()).getHost());
    }
}
