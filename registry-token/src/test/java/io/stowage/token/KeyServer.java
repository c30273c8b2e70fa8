package io.stowage.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of one answer, on this machine. */
final class KeyServer implements AutoCloseable {
    final AtomicInteger requests = new AtomicInteger();
    volatile String answer = "";
    volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    private final ServerSocket socket;

    KeyServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "key-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/keys");
    }

    /** Answers with a status line, headers and a body. */
    void answer(String head, String body) {
        answer = "HTTP/1.1 " + head + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                byte[] head = new byte[4096];
                if (client.getInputStream().read(head) < 0) {
                    continue;
                }
                requests.incrementAndGet();
                mayAnswer.await();
                OutputStream out = client.getOutputStream();
                out.write(answer.getBytes(ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // The client went away, or the test is over.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            mayAnswer.countDown();
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
