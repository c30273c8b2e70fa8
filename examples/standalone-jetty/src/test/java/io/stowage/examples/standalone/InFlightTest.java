package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final long TRANSFER = 300_000;
    private static final long IDLE = 1_000;

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final InFlight inFlight = new InFlight();
    private final CompletableFuture<EndPoint> connection = new CompletableFuture<>();
    private final CompletableFuture<Long> whileServed = new CompletableFuture<>();

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aConnectionIsImpatientAgainWhenItsRequestEndsInAStop() throws Exception {
        inFlight.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                EndPoint endPoint =
                        request.getConnectionMetaData().getConnection().getEndPoint();
                inFlight.allowSilence(TRANSFER, IDLE);
                whileServed.complete(endPoint.getIdleTimeout());
                connection.complete(endPoint);
                callback.succeeded();
                return true;
            }
        });
        server.addConnector(connector);
        server.setHandler(inFlight);
        server.start();

        connector.executeRequest("GET / HTTP/1.1\r\nHost: x\r\n\r\n").getResponse();

        assertEquals(TRANSFER, whileServed.get(10, TimeUnit.SECONDS));
        assertEquals(IDLE, idleTimeoutOnceItChanged(connection.get(10, TimeUnit.SECONDS)));
    }

    /** The answer may be here a moment before the server is done with its request. */
    private static long idleTimeoutOnceItChanged(EndPoint endPoint) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (endPoint.getIdleTimeout() == TRANSFER && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return endPoint.getIdleTimeout();
    }
}
