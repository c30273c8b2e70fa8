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

    /** Gives the connections of requests being served the time to stay silent that they had before. */
    void allowSilence(long millis) {
        endPoints.forEach(endPoint -> endPoint.setIdleTimeout(millis));
    }

    int count() {
        return endPoints.size();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        endPoints.add(endPoint);
        Request.addCompletionListener(request, failure -> endPoints.remove(endPoint));
        return super.handle(request, response, callback);
    }
}
