package io.stowage.registry.auth.htpasswd;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** The part of a network address that one client cannot change at will. */
final class Neighbourhood {
    /** Whoever has one IPv6 address has the 2^64 of its network (RFC 6177). */
    private static final int NETWORK_BYTES = 8;

    private static final int LONGEST = 64;

    private Neighbourhood() {}

    /** The IPv4 address, the IPv6 network, or the beginning of what is neither. */
    static String of(String address) {
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        if (InetAddresses.isInetAddress(plain)) {
            InetAddress parsed = InetAddresses.forString(plain);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "/64"
                    : InetAddresses.toAddrString(parsed);
        }
        return address.substring(0, Math.min(address.length(), LONGEST));
    }
}
