package io.stowage.examples.standalone.proxy;

import static java.util.Objects.requireNonNull;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The machines whose word counts. */
public record TrustedProxies(List<Network> networks) {
    /** Copies the list. */
    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /** Nobody's word counts. */
    public static TrustedProxies none() {
        return new TrustedProxies(List.of());
    }

    /** Whether nobody's word counts. */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    @Override
    public String toString() {
        return networks.stream().map(Network::toString).collect(Collectors.joining(", "));
    }

    /**
     * All addresses that begin with the same bits.
     *
     * @param prefix how many bits
     */
    public record Network(InetAddress address, int prefix) {
        /** Checks the number of bits. */
        public Network {
            requireNonNull(address, "address is null");
            if (prefix < 0 || prefix > address.getAddress().length * 8) {
                throw new IllegalArgumentException(
                        "/" + prefix + " is not a length of a network of " + InetAddresses.toAddrString(address));
            }
        }

        /**
         * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. Names are not looked up.
         *
         * @throws IllegalArgumentException if it is none of these; the message quotes it
         */
        public static Network parse(String text) {
            int slash = text.indexOf('/');
            String host = slash < 0 ? text : text.substring(0, slash);
            String bits = slash < 0 ? "" : text.substring(slash + 1);
            boolean wrong = host.indexOf('%') >= 0 || !InetAddresses.isInetAddress(host);
            if (wrong || (slash >= 0 && !bits.matches("[0-9]{1,3}"))) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not an IP address or a network such as 10.0.0.0/8");
            }
            InetAddress address = InetAddresses.forString(host);
            return new Network(address, slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(bits));
        }

        boolean contains(InetAddress other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            String text = InetAddresses.toAddrString(address);
            return prefix == address.getAddress().length * 8 ? text : text + "/" + prefix;
        }
    }
}
