package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SIGTERM does to a launcher that is at work. */
class StopTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadInFlightEndsAsIfNothingHadHappened(boolean tls) throws Exception {
        try (LauncherProcess launcher = tls ? serve("25", "--tls-self-signed", "localhost") : serve("25");
                Connection idle = new Connection(launcher.awaitPort(), tls);
                Connection upload = new Connection(launcher.awaitPort(), tls)) {
            idle.ping();
            upload.beginUpload();
            launcher.terminate();

            // How many is not asked: a client has its answer a moment before the server has ended the request.
            launcher.awaitErr(line -> line.contains("stopping; requests in flight: "));
            awaitRefusal(launcher.awaitPort());
            // The upload has by then been silent for as long as the idle connection was.
            idle.awaitEnd();
            upload.send("defgh");
            String answer = upload.readLine();

            assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
            assertEquals(143, launcher.awaitExit());
            assertTrue(launcher.err().get(launcher.err().size() - 1).endsWith("stopped"), launcher.err()::toString);
        }
    }

    @Test
    void anUploadOverHttp2EndsAsIfNothingHadHappened() throws Exception {
        try (LauncherProcess launcher = serve("25", "--http2");
                Connection idle = new Connection(launcher.awaitPort(), false);
                Http2Connection connection = new Http2Connection(launcher.awaitPort())) {
            Http2Connection.Exchange upload =
                    connection.begin("POST", "/v2/a/blobs/uploads/?digest=" + Connection.DIGEST);
            upload.send("abc".getBytes(US_ASCII), false);
            idle.ping();
            awaitUploadIn(data);
            launcher.terminate();

            launcher.awaitErr(line -> line.contains("stopping; requests in flight: "));
            idle.awaitEnd();
            upload.send("defgh".getBytes(US_ASCII), true);

            assertEquals(201, upload.status());
            assertEquals(143, launcher.awaitExit());
        }
    }

    @Test
    void anUploadThatDoesNotEndIsCutAfterTheTimeout() throws Exception {
        try (LauncherProcess launcher = serve("1");
                Connection upload = new Connection(launcher.awaitPort(), false)) {
            upload.beginUpload();
            long begin = System.nanoTime();
            launcher.terminate();

            assertEquals(143, launcher.awaitExit());
            assertTrue(System.nanoTime() - begin < SOON.toNanos(), "it waited for an upload that does not end");
            launcher.awaitErr(line -> line.contains("not all requests ended within 1000 ms"));
        }
    }

    @Test
    void anIdleConnectionDoesNotKeepItWaiting() throws Exception {
        try (LauncherProcess launcher = serve("60");
                Connection idle = new Connection(launcher.awaitPort(), false)) {
            idle.ping();
            long begin = System.nanoTime();
            launcher.terminate();

            assertEquals(143, launcher.awaitExit());
            assertTrue(System.nanoTime() - begin < SOON.toNanos(), "it waited for a connection without a request");
        }
    }

    private LauncherProcess serve(String stopTimeout, String... more) throws IOException {
        return LauncherProcess.start(Stream.concat(
                        Stream.of(
                                "serve",
                                "--listen",
                                "127.0.0.1:0",
                                "--data",
                                data.toString(),
                                "--stop-timeout",
                                stopTimeout),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Until the registry has begun to take the upload. */
    private static void awaitUploadIn(Path data) throws IOException, InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            try (Stream<Path> files = Files.walk(data)) {
                if (files.anyMatch(file -> file.toString().contains("_uploads/"))) {
                    return;
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("the upload did not begin");
    }

    private static void awaitRefusal(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                Thread.sleep(10);
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("new connections are still taken");
    }

    /** A connection of a slow client. */
    private static final class Connection implements AutoCloseable {
        // Of "abcdefgh".
        static final String DIGEST = "sha256:9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab";

        private final Socket socket;
        private final OutputStream out;
        private final BufferedReader in;

        Connection(int port, boolean tls) throws IOException, GeneralSecurityException {
            socket = tls
                    ? TrustingAll.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)
                    : new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) SOON.toMillis());
            out = socket.getOutputStream();
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        }

        /** Sends the first three of eight bytes, when the server has said that it reads them. */
        void beginUpload() throws IOException {
            send("POST /v2/a/blobs/uploads/?digest=" + DIGEST + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 8\r\nExpect: 100-continue\r\n\r\n");
            String line = readLine();
            assertTrue(line.startsWith("HTTP/1.1 100 "), line);
            assertEquals("", readLine());
            send("abc");
        }

        /** A request and its whole answer; the connection stays. */
        void ping() throws IOException {
            send("HEAD /v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String status = readLine();
            assertTrue(status.startsWith("HTTP/1.1 200 "), status);
            while (!readLine().isEmpty()) {
                // A header.
            }
        }

        void awaitEnd() throws IOException {
            assertEquals(-1, in.read());
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(US_ASCII));
            out.flush();
        }

        String readLine() throws IOException {
            return String.valueOf(in.readLine());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
