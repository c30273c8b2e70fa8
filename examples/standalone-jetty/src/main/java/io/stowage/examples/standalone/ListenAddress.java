package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen: {@code HOST:PORT}, {@code [IPV6]:PORT}, or {@code :PORT} for all interfaces.
 *
 * @param host a name or an address, IPv6 without its brackets; empty for all interfaces
 * @param port 0 lets the system pick a free one
 */
record ListenAddress(String host, int port) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^\\[\\]:\\s/]*)):([0-9]{1,5})");

    ListenAddress {
        requireNonNull(host, "host is null");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT, [IPV6]:PORT or :PORT");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new ListenAddress(host, Integer.parseInt(matcher.group(3)));
    }

    /** The address to bind; unresolved if the host is not known. */
    InetSocketAddress socketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** The address, with the port that was really taken. */
    ListenAddress withPort(int taken) {
        return new ListenAddress(host, taken);
    }

    boolean isEveryInterface() {
        // Names are not looked up for this: no name means every interface.
        if (host.isEmpty()) {
            return true;
        }
        boolean literal = host.indexOf(':') >= 0 || ADDRESS.matcher(host).matches();
        InetAddress address = literal ? socketAddress().getAddress() : null;
        return address != null && address.isAnyLocalAddress();
    }

    /** What a client on this machine writes before the repository's name. */
    String forClients() {
        return isEveryInterface() ? "localhost:" + port : toString();
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Reads the command line's form. */
    static final class Converter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
