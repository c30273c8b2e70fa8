package io.stowage.examples.standalone;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * One line for each request, when it is over. Of the address only the path is written: the query may hold secrets.
 *
 * <pre>2026-11-23T17:40:00.123Z access 127.0.0.1 PUT /v2/team/app/manifests/1.0 201 in=1043 out=0 12ms "docker/28.2"
 * {"time":"…","remote":"127.0.0.1","method":"PUT","path":"/v2/…","status":201,"in":1043,"out":0,"ms":12.3,"agent":"…"}</pre>
 *
 * {@code in} and {@code out} count the bytes of the bodies that really came and went. A request whose connection broke
 * before an answer began has the status 0.
 */
final class AccessLog implements RequestLog {
    private final LogFormat format;
    private final Lines lines;

    AccessLog(LogFormat format, Lines lines) {
        this.format = requireNonNull(format, "format is null");
        this.lines = requireNonNull(lines, "lines is null");
    }

    @Override
    public void log(Request request, Response response) {
        Entry entry = Entry.of(request, response);
        lines.write(
                switch (format) {
                    case TEXT -> entry.text();
                    case JSON -> entry.json();
                });
    }

    /** What is known of one request. */
    record Entry(
            Instant time,
            String remote,
            String method,
            String path,
            int status,
            long in,
            long out,
            long micros,
            String agent) {

        static Entry of(Request request, Response response) {
            String path = request.getHttpURI().getPath();
            String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
            return new Entry(
                    Instant.now(),
                    Request.getRemoteAddr(request),
                    request.getMethod(),
                    path == null ? "-" : path,
                    response.getStatus(),
                    Math.max(0, Request.getContentBytesRead(request)),
                    Math.max(0, Response.getContentBytesWritten(response)),
                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - request.getBeginNanoTime()),
                    agent == null ? "" : agent);
        }

        String text() {
            return Timestamps.text(time) + " access " + remote + ' ' + Escaping.controlCharacters(method) + ' '
                    + Escaping.controlCharacters(path) + ' ' + status + " in=" + in + " out=" + out + ' '
                    + TimeUnit.MICROSECONDS.toMillis(micros) + "ms " + Escaping.quoted(agent);
        }

        String json() {
            return JsonLine.of(json -> {
                json.writeStringField("time", Timestamps.text(time));
                json.writeStringField("remote", remote);
                json.writeStringField("method", method);
                json.writeStringField("path", path);
                json.writeNumberField("status", status);
                json.writeNumberField("in", in);
                json.writeNumberField("out", out);
                json.writeNumberField("ms", micros / 1000.0);
                json.writeStringField("agent", agent);
            });
        }
    }
}
