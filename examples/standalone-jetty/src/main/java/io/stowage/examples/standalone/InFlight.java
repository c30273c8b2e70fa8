package io.stowage.examples.standalone;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/** Knows the requests being served, so that a stop can wait for them and for nothing else. */
final class InFlight extends GracefulHandler {
    private final Set<EndPoint> endPoints = ConcurrentHashMap.newKeySet();

    /** In milliseconds; 0 as long as nobody stops the server. */
    private volatile long silenceWhenIdle;

    /**
     * Gives the connections of requests being served the time to stay silent that they had before the stop, until their
     * request ends.
     *
     * @param millis for as long as the request lasts
     * @param afterwards for a connection without a request
     */
    void allowSilence(long millis, long afterwards) {
        silenceWhenIdle = afterwards;
        for (EndPoint endPoint : endPoints) {
            endPoint.setIdleTimeout(millis);
            if (!endPoints.contains(endPoint)) {
                endPoint.setIdleTimeout(afterwards); // its request ended in this moment
            }
        }
    }

    private void ended(EndPoint endPoint) {
        endPoints.remove(endPoint);
        long silence = silenceWhenIdle;
        if (silence > 0) {
            endPoint.setIdleTimeout(silence);
        }
    }

    int count() {
        return endPoints.size();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        endPoints.add(endPoint);
        Request.addCompletionListener(request, failure -> ended(endPoint));
        return super.handle(request, response, callback);
    }
}
