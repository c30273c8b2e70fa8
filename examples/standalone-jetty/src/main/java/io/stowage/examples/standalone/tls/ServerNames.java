package io.stowage.examples.standalone.tls;

import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names and addresses that clients may know the server by, as a certificate carries them.
 *
 * @param names lower-case DNS names, or addresses as RFC 5952 writes them; the given ones
 *     first, none twice
 */
record ServerNames(List<String> names) {
    private static final Pattern DNS = Pattern.compile(
            "(?:[*]\\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final int MAX_LENGTH = 253;
    private static final int MAX_NAMES = 100;

    /** By which every machine knows itself. */
    private static final List<String> ALWAYS = List.of("localhost", "127.0.0.1", "::1");

    ServerNames {
        names = List.copyOf(names);
    }

    /**
     * Reads names and addresses, IPv6 with or without brackets, and adds those of the loopback.
     *
     * @throws IllegalArgumentException if one is neither; the message quotes it
     */
    static ServerNames parse(Collection<String> texts) {
        Set<String> names = new LinkedHashSet<>();
        for (String text : texts) {
            names.add(parse(text.strip()));
        }
        names.addAll(ALWAYS);
        if (names.size() > MAX_NAMES) {
            throw new IllegalArgumentException("more than " + MAX_NAMES + " names");
        }
        return new ServerNames(new ArrayList<>(names));
    }

    private static String parse(String text) {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        String bare = brackets ? text.substring(1, text.length() - 1) : text;
        if (InetAddresses.isInetAddress(bare) && bare.indexOf('%') < 0) {
            return InetAddresses.toAddrString(InetAddresses.forString(bare));
        }
        if (text.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be a name or an address only, without a scheme or path");
        }
        if (text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + text + "' must be a name or an address only, without a port");
        }
        String name = ascii(text).toLowerCase(Locale.ROOT);
        boolean numbers = name.matches("[0-9.]*"); // 300.1.1.1 is no name either
        if (numbers || name.length() > MAX_LENGTH || !DNS.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a DNS name or an IP address");
        }
        return name;
    }

    private static String ascii(String text) {
        try {
            return IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            return text; // refused below, in our own words
        }
    }

    static boolean isAddress(String name) {
        return InetAddresses.isInetAddress(name);
    }

    /** Those that another machine can use; all of them if there are none. */
    List<String> forOthers() {
        List<String> others =
                names.stream().filter(name -> !ALWAYS.contains(name)).toList();
        return others.isEmpty() ? List.of(ALWAYS.get(0)) : others;
    }
}
