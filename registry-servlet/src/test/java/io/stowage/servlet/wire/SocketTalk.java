package io.stowage.servlet.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a container, byte by byte as a test wants it. */
public final class SocketTalk implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** Connects to a port of this machine. */
    public SocketTalk(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends bytes. */
    public SocketTalk send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends text whose lines end with a line feed here and with both characters there. */
    public SocketTalk send(String lines) throws IOException {
        return send(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ends our side of the connection, and reads on. */
    public SocketTalk endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads everything up to the end of the connection. */
    public byte[] readAll() throws IOException {
        return in.readAllBytes();
    }

    /** Reads one answer whose length is in its head; for an answer to HEAD say so. */
    public Answer readAnswer(boolean toHead) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        while (!raw.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended in the head: " + raw);
            }
            raw.write(b);
        }
        Answer head = Answer.parse(raw.toByteArray());
        boolean hasBody = !toHead && head.status() >= 200 && head.status() != 204 && head.status() != 304;
        if (hasBody) {
            raw.write(in.readNBytes(Integer.parseInt(head.header("Content-Length"))));
        }
        return Answer.parse(raw.toByteArray());
    }

    /** Cuts the connection without a farewell. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
