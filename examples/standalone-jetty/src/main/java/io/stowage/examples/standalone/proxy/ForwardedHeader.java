package io.stowage.examples.standalone.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/**
 * Reads the {@code Forwarded} header of RFC 7239, whose elements are one for each proxy:
 *
 * <pre>for=192.0.2.43;proto=https;host=registry.example.com, for="[2001:db8:cafe::17]:4711"</pre>
 */
final class ForwardedHeader {
    private ForwardedHeader() {}

    /** The elements of all fields, their names in lower case; none if one of the fields cannot be read. */
    static List<Map<String, String>> hops(HttpFields headers) {
        List<Map<String, String>> hops = new ArrayList<>();
        for (String field : headers.getValuesList("Forwarded")) {
            if (!read(field, hops)) {
                return List.of();
            }
        }
        return hops;
    }

    private static boolean read(String field, List<Map<String, String>> hops) {
        Map<String, String> hop = new HashMap<>();
        StringBuilder token = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= field.length(); i++) {
            char c = i < field.length() ? field.charAt(i) : ',';
            if (quoted && i == field.length()) {
                return false;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\' && i + 1 < field.length()) {
                token.append(field.charAt(++i));
            } else if (quoted || (c != ';' && c != ',')) {
                token.append(c);
            } else {
                if (!pair(token.toString().strip(), hop)) {
                    return false;
                }
                token.setLength(0);
                if (c == ',') {
                    hops.add(hop);
                    hop = new HashMap<>();
                }
            }
        }
        return true;
    }

    private static boolean pair(String text, Map<String, String> hop) {
        if (text.isEmpty()) {
            return true;
        }
        int equals = text.indexOf('=');
        // RFC 7239, 4: each parameter at most once in an element.
        return equals > 0
                && hop.putIfAbsent(text.substring(0, equals).toLowerCase(Locale.ROOT), text.substring(equals + 1))
                        == null;
    }
}
