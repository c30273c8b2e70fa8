import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * The same small request again and again on several connections, one outstanding on each, driven by a single thread,
 * as {@code wrk -t1} does: a client thread per connection would take the processors away from the server.
 */
final class Reads {
    private final ByteBuffer request;
    private final int bodyLength;
    private long completed;
    private boolean stopping;
    private int outstanding;

    private Reads(ByteBuffer request, int bodyLength) {
        this.request = request;
        this.bodyLength = bodyLength;
    }

    /**
     * Runs for some seconds.
     *
     * @param bodyLength the length of the body in each answer, which the caller has learned beforehand
     * @return the number of requests that were answered with 200
     */
    static long run(InetSocketAddress address, ByteBuffer request, int bodyLength, int connections, double seconds)
            throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(request.remaining())
                .put(request.duplicate())
                .flip();
        return new Reads(direct, bodyLength).run(address, connections, seconds);
    }

    private long run(InetSocketAddress address, int connections, double seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Exchange(channel));
            }
            try {
                drive(selector, seconds);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
        return completed;
    }

    private void drive(Selector selector, double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        for (SelectionKey key : selector.keys()) {
            ((Exchange) key.attachment()).send();
        }
        while (outstanding > 0) {
            if (selector.select(10_000) == 0) {
                throw new IOException("no answer for 10 seconds");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ((Exchange) key.attachment()).receive();
            }
            selector.selectedKeys().clear();
            stopping = System.nanoTime() >= end;
        }
    }

    /** One connection and the answer that is arriving on it. */
    private final class Exchange {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
        private int headLength;

        Exchange(SocketChannel channel) {
            this.channel = channel;
        }

        void send() throws IOException {
            in.clear();
            headLength = 0;
            outstanding++;
            ByteBuffer bytes = request.duplicate();
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                throw new IOException("a request of " + request.capacity() + " bytes does not fit the socket's buffer");
            }
        }

        void receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new EOFException("connection closed in an answer");
            }
            if (headLength == 0) {
                headLength = findHeadLength();
            }
            if (headLength == 0 || in.position() < headLength + bodyLength) {
                return;
            }
            if (in.position() > headLength + bodyLength || in.get(9) != '2' || in.get(11) != '0') {
                throw new IOException("unexpected answer of " + in.position() + " bytes, status " + (char) in.get(9)
                        + (char) in.get(10) + (char) in.get(11));
            }
            completed++;
            outstanding--;
            if (!stopping) {
                send();
            }
        }

        private int findHeadLength() {
            int end = in.position() - 3;
            for (int i = 12; i < end; i++) {
                if (in.get(i) == '\r' && in.get(i + 2) == '\r') {
                    return i + 4;
                }
            }
            return 0;
        }
    }
}
