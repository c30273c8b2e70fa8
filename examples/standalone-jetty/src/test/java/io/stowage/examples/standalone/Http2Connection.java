package io.stowage.examples.standalone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** A connection in HTTP/2 without TLS, whose requests may be slow. */
final class Http2Connection implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final HTTP2Client client = new HTTP2Client();
    private final int port;
    private final Session session;

    Http2Connection(int port) throws Exception {
        this.port = port;
        client.start();
        session = client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new Session.Listener() {})
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends the head of a request. */
    Exchange begin(String method, String path) throws Exception {
        MetaData.Request request = new MetaData.Request(
                method,
                HttpURI.from("http://localhost:" + port + path),
                HttpVersion.HTTP_2,
                HttpFields.build().put("Content-Type", "application/vnd.oci.image.index.v1+json"));
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Stream stream = session.newStream(new HeadersFrame(request, null, false), new Stream.Listener() {
                    @Override
                    public void onHeaders(Stream answered, HeadersFrame frame) {
                        status.complete(((MetaData.Response) frame.getMetaData()).getStatus());
                    }

                    @Override
                    public void onFailure(
                            Stream failed, int error, String reason, Throwable failure, Callback callback) {
                        status.completeExceptionally(failure);
                        callback.succeeded();
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Exchange(stream, status);
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
    }

    /** One request and its answer. */
    record Exchange(Stream stream, CompletableFuture<Integer> answered) {

        /** Sends some content; what the server does not want may get lost. */
        void send(byte[] content, boolean last) throws Exception {
            Callback.Completable sent = new Callback.Completable();
            stream.data(new DataFrame(stream.getId(), ByteBuffer.wrap(content), last), sent);
            try {
                sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!answered.isDone()) {
                    throw e;
                }
            }
        }

        int status() throws Exception {
            return answered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
