import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One keep-alive HTTP/1.1 connection with one request at a time, on a bare socket, so that the generator costs as
 * little as it can beside the server it measures. For one thread.
 */
final class Connection implements Closeable {
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private final InetSocketAddress address;
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10).flip();

    Connection(InetSocketAddress address) throws IOException {
        this.address = address;
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** The head of a response; its body is still to be read. */
    record Head(String request, int status, long length, Map<String, String> headers) {

        Head expect(int... statuses) throws IOException {
            for (int expected : statuses) {
                if (status == expected) {
                    return this;
                }
            }
            throw new IOException(request + " answered " + status);
        }

        String header(String name) throws IOException {
            return Optional.ofNullable(headers.get(name))
                    .orElseThrow(() -> new IOException(request + " answered without " + name));
        }
    }

    /** Sends a request with a body from memory and reads the whole answer, whose body is dropped. */
    Head call(String method, String path, String headers, ByteBuffer body) throws IOException {
        write(head(method, path, headers + "Content-Length: " + body.remaining() + "\r\n"), body);
        return answer(method, path);
    }

    /** Sends a request without a body and reads the whole answer, whose body is dropped. */
    Head call(String method, String path, String headers) throws IOException {
        write(head(method, path, headers));
        return answer(method, path);
    }

    /** Sends a body as one stream of chunks, as Docker does. */
    Head callChunked(String method, String path, String headers, Content content) throws IOException {
        write(head(method, path, headers + "Transfer-Encoding: chunked\r\n"));
        for (ByteBuffer part : content.parts()) {
            write(
                    ByteBuffer.wrap(ascii(Integer.toHexString(part.remaining()) + "\r\n")),
                    part,
                    ByteBuffer.wrap(ascii("\r\n")));
        }
        write(ByteBuffer.wrap(LAST_CHUNK));
        return answer(method, path);
    }

    /** Sends a body of a known length. */
    Head call(String method, String path, String headers, Content content) throws IOException {
        ByteBuffer head = head(method, path, headers + "Content-Length: " + content.size() + "\r\n");
        for (ByteBuffer part : content.parts()) {
            write(head, part);
        }
        return answer(method, path);
    }

    /** Gets a body and drops its bytes, or feeds them to a digest. */
    Head download(String path, Optional<MessageDigest> digest) throws IOException {
        write(head("GET", path, ""));
        Head head = readHead("GET", path);
        skip(head.length(), digest);
        return head;
    }

    private Head answer(String method, String path) throws IOException {
        Head head = readHead(method, path);
        skip(head.length(), Optional.empty());
        return head;
    }

    ByteBuffer head(String method, String path, String headers) {
        return ByteBuffer.wrap(ascii(method + " " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + ":"
                + address.getPort() + "\r\n" + headers + "\r\n"));
    }

    private void write(ByteBuffer... parts) throws IOException {
        long left = 0;
        for (ByteBuffer part : parts) {
            left += part.remaining();
        }
        while (left > 0) {
            left -= channel.write(parts);
        }
    }

    private Head readHead(String method, String path) throws IOException {
        String request = method + " " + path;
        String[] lines = readUntilBlankLine(request).split("\r\n");
        int status = Integer.parseInt(lines[0].substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
        if (!bodiless && !headers.containsKey("content-length")) {
            throw new IOException(request + " answered " + status + " without Content-Length");
        }
        long length = bodiless ? 0 : Long.parseLong(headers.get("content-length"));
        return new Head(request, status, length, headers);
    }

    private String readUntilBlankLine(String request) throws IOException {
        StringBuilder text = new StringBuilder(512);
        while (true) {
            if (!in.hasRemaining()) {
                fill(request);
            }
            text.append((char) (in.get() & 0xff));
            int n = text.length();
            if (n >= 4 && text.charAt(n - 1) == '\n' && text.charAt(n - 2) == '\r' && text.charAt(n - 3) == '\n') {
                return text.substring(0, n - 4);
            }
        }
    }

    private void skip(long length, Optional<MessageDigest> digest) throws IOException {
        long left = length;
        while (left > 0) {
            if (!in.hasRemaining()) {
                fill("body");
            }
            int n = (int) Math.min(left, in.remaining());
            if (digest.isPresent()) {
                digest.get().update(in.slice(in.position(), n));
            }
            in.position(in.position() + n);
            left -= n;
        }
    }

    private void fill(String what) throws IOException {
        in.clear();
        int n = channel.read(in);
        in.flip();
        if (n < 0) {
            throw new EOFException("connection closed in " + what);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
