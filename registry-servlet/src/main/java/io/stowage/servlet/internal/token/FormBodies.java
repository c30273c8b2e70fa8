package io.stowage.servlet.internal.token;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The forms being read. Anybody may send one, and whoever sends it slowly keeps a thread waiting; so only a few are waited
 * for at once, and fewer from one address. One more is refused unread, unless all of it is here already. Safe for use by
 * many threads.
 */
public final class FormBodies {
    private static final int LARGEST = 16 << 10;

    private static final int MOST = 64;
    private static final int MOST_OF_ONE = 8;

    /** Looked at between reads only: how long one may wait for bytes is the container's to say. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What {@link InetAddress} takes for an address and never asks the name service for. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

    /** Whoever has one IPv6 address has all of its network. */
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostOfOne;
    private final LongSupplier nanoTime;

    // both guarded by this
    private final Map<String, Integer> beingRead = new HashMap<>();
    private int all;

    /** None is being read. */
    public FormBodies() {
        this(MOST, MOST_OF_ONE, System::nanoTime);
    }

    FormBodies(int most, int mostOfOne, LongSupplier nanoTime) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads the body of a request.
     *
     * @throws RegistryException with status 413 if it has more than 16 KiB, 408 if it takes too long,
     *     {@code TOOMANYREQUESTS} if too many others are being read
     */
    byte[] read(Exchange exchange) throws IOException {
        if (exchange.contentLength() > LARGEST) {
            throw tooLarge();
        }
        String sender = exchange.remoteAddress();
        boolean entered = enter(sender);
        try {
            if (!entered && !isWhole(exchange)) {
                throw new RegistryException(
                        ErrorCode.TOOMANYREQUESTS, "too many requests for tokens are slow in coming, try again later");
            }
            return readAll(exchange.body());
        } catch (RegistryException e) {
            exchange.leaveBodyUnread();
            throw e;
        } finally {
            if (entered) {
                leave(sender);
            }
        }
    }

    byte[] readAll(InputStream body) throws IOException {
        long start = nanoTime.getAsLong();
        byte[] bytes = new byte[LARGEST + 1];
        int count = 0;
        int n = body.read(bytes, 0, bytes.length);
        while (n >= 0) {
            count += n;
            if (count > LARGEST) {
                throw tooLarge();
            }
            if (nanoTime.getAsLong() - start > PATIENCE.toNanos()) {
                throw new RegistryException(
                        408,
                        ErrorCode.UNSUPPORTED,
                        "a request for a token took more than " + PATIENCE.toSeconds() + " s to come");
            }
            n = body.read(bytes, count, bytes.length - count);
        }
        return Arrays.copyOf(bytes, count);
    }

    /** Whether to read it keeps nobody waiting. */
    private static boolean isWhole(Exchange exchange) throws IOException {
        // a client that expects to be told to go on has not sent it, and is not to be told so
        return exchange.contentLength() >= 0
                && exchange.header("Expect").isEmpty()
                && exchange.body().available() >= exchange.contentLength();
    }

    private static RegistryException tooLarge() {
        return new RegistryException(
                413, ErrorCode.SIZE_INVALID, "a request for a token has more than " + LARGEST + " bytes");
    }

    /** Lets a form be waited for if not too many are; then it has to leave. */
    synchronized boolean enter(String address) {
        String sender = neighbourhood(address);
        int own = beingRead.getOrDefault(sender, 0);
        if (all >= most || own >= mostOfOne) {
            return false;
        }
        beingRead.put(sender, own + 1);
        all++;
        return true;
    }

    synchronized void leave(String address) {
        all--;
        beingRead.computeIfPresent(neighbourhood(address), (sender, own) -> own == 1 ? null : own - 1);
    }

    private static String neighbourhood(String address) {
        int zone = address.indexOf('%');
        String plain = (zone < 0 ? address : address.substring(0, zone))
                .replace("[", "")
                .replace("]", "");
        if (!IPV6.matcher(plain).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(plain);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
