package io.stowage.examples.standalone;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/** Knows the requests being served, so that a stop can wait for them and for nothing else. */
final class InFlight extends GracefulHandler {
    /** How many requests each connection serves: with HTTP/2 there may be several. */
    private final Map<EndPoint, Integer> endPoints = new ConcurrentHashMap<>();

    /** In milliseconds; 0 as long as nobody stops the server. */
    private volatile long silenceWhenIdle;

    /**
     * Gives the connections of requests being served the time to stay silent that they had before the stop, until their
     * last request ends.
     *
     * @param millis for as long as the request lasts
     * @param afterwards for a connection without a request
     */
    void allowSilence(long millis, long afterwards) {
        silenceWhenIdle = afterwards;
        for (EndPoint endPoint : endPoints.keySet()) {
            endPoint.setIdleTimeout(millis);
            if (!endPoints.containsKey(endPoint)) {
                endPoint.setIdleTimeout(afterwards); // its last request ended in this moment
            }
        }
    }

    private void ended(EndPoint endPoint) {
        Integer left = endPoints.compute(endPoint, (any, count) -> count == null || count == 1 ? null : count - 1);
        long silence = silenceWhenIdle;
        if (left == null && silence > 0) {
            endPoint.setIdleTimeout(silence);
        }
    }

    int count() {
        return endPoints.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        endPoints.merge(endPoint, 1, Integer::sum);
        Request.addCompletionListener(request, failure -> ended(endPoint));
        return super.handle(request, response, callback);
    }
}
