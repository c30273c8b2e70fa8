package io.stowage.examples.standalone.proxy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies in front of us say of a request.
 *
 * @param client the nearest address that is not itself a trusted proxy; the farthest proxy if there is none
 * @param scheme {@code http} or {@code https}
 * @param host a name, or an address, IPv6 in brackets
 */
record Forwarded(InetAddress client, Optional<String> scheme, Optional<String> host, Optional<Integer> port) {
    // What is farther away than this has passed through more proxies than anybody has.
    private static final int MAX_HOPS = 32;
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
    private static final Pattern NODE =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\w+)?|([0-9.]+)(?::\\w+)?|([0-9A-Fa-f:.]+)");

    /**
     * Reads {@code X-Forwarded-*} if there is any, else {@code Forwarded}: a proxy writes one of them and hands on the
     * other as the client sent it, and those that write the first are by far the most.
     *
     * @param peer the proxy that connected to us
     */
    static Forwarded of(HttpFields headers, InetAddress peer, TrustedProxies trusted) {
        List<String> clients = values(headers, "X-Forwarded-For");
        List<String> schemes = values(headers, "X-Forwarded-Proto");
        List<String> hosts = values(headers, "X-Forwarded-Host");
        List<String> ports = values(headers, "X-Forwarded-Port");
        if (clients.isEmpty() && schemes.isEmpty() && hosts.isEmpty() && ports.isEmpty()) {
            List<Map<String, String>> hops = ForwardedHeader.hops(headers);
            Walk walk = Walk.of(
                    hops.stream().map(hop -> hop.getOrDefault("for", "")).toList(), peer, trusted);
            if (hops.isEmpty()) {
                return new Forwarded(peer, Optional.empty(), Optional.empty(), Optional.empty());
            }
            Map<String, String> hop = hops.get(Math.max(0, hops.size() - 1 - walk.back()));
            return of(walk.client(), hop.get("proto"), hop.get("host"), null);
        }
        Walk walk = Walk.of(clients, peer, trusted);
        return of(walk.client(), back(schemes, walk.back()), back(hosts, walk.back()), back(ports, walk.back()));
    }

    private static Forwarded of(
            InetAddress client, @Nullable String scheme, @Nullable String host, @Nullable String port) {
        Matcher authority = HOST.matcher(host == null ? "" : host);
        boolean named = authority.matches()
                && (!authority.group(1).startsWith("[") || InetAddresses.isUriInetAddress(authority.group(1)))
                && (authority.group(2) == null || port(authority.group(2)).isPresent());
        Optional<Integer> ownPort = named ? port(authority.group(2)) : Optional.empty();
        return new Forwarded(
                client,
                Optional.ofNullable(scheme)
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .filter(text -> text.equals("http") || text.equals("https")),
                named ? Optional.of(authority.group(1)) : Optional.empty(),
                ownPort.isPresent() ? ownPort : port(port));
    }

    private static Optional<Integer> port(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number > 0 && number < 65536 ? Optional.of(number) : Optional.empty();
    }

    /** The value that was written so many proxies ago; the first if there are fewer. */
    private static @Nullable String back(List<String> values, int back) {
        return values.isEmpty() ? null : values.get(Math.max(0, values.size() - 1 - back));
    }

    /** The elements of all fields of the name, in their order. */
    private static List<String> values(HttpFields headers, String name) {
        List<String> values = new ArrayList<>();
        for (String field : headers.getValuesList(name)) {
            for (String value : field.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }

    /** The way back from the peer to the first address that is no trusted proxy. */
    private record Walk(InetAddress client, int back) {
        static Walk of(List<String> nodes, InetAddress peer, TrustedProxies trusted) {
            InetAddress client = peer;
            int back = 0;
            for (int i = nodes.size() - 1; i >= 0 && nodes.size() - i <= MAX_HOPS; i--) {
                Optional<InetAddress> node = address(nodes.get(i));
                if (node.isEmpty()) {
                    break; // "unknown", a pseudonym or nonsense: behind it everything is hearsay
                }
                client = node.get();
                back = nodes.size() - 1 - i;
                if (!trusted.contains(client)) {
                    break;
                }
            }
            return new Walk(client, back);
        }
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1}, {@code [2001:db8::1]}, {@code [2001:db8::1]:4711}. */
    private static Optional<InetAddress> address(String text) {
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= 3; group++) {
            String literal = node.group(group);
            if (literal != null && InetAddresses.isInetAddress(literal)) {
                return Optional.of(InetAddresses.forString(literal));
            }
        }
        return Optional.empty();
    }
}
