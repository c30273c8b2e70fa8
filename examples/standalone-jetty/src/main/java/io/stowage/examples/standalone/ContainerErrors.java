package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses before the registry sees it, such as too long a head or two lengths of one body, in the
 * form of the registry's own errors: clients show the message instead of a page of HTML.
 */
final class ContainerErrors extends ErrorHandler {
    // Jetty forgets the method of a request whose first line it cannot read, and puts this in its place: it
    // may have been HEAD, the answer to which must not have a body.
    private static final String METHOD_LOST = "BAD";

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        response.getHeaders().put("Docker-Distribution-Api-Version", "registry/2.0");
        String method = request.getMethod();
        if (HttpMethod.HEAD.is(method) || method.equals(METHOD_LOST)) {
            // Jetty itself holds a body back only where it has read the whole head of the request.
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        ByteBuffer body = ByteBuffer.wrap(body(code, message).getBytes(UTF_8));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body, callback);
    }

    private static String body(int code, String message) {
        String reason = HttpStatus.getMessage(code);
        return JsonLine.of(json -> {
            json.writeArrayFieldStart("errors");
            json.writeStartObject();
            json.writeStringField("code", errorCode(code));
            json.writeStringField("message", reason.equals(message) ? reason : reason + ": " + message);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    /** The nearest code of distribution-spec's table, which has none for requests that are no HTTP. */
    private static String errorCode(int status) {
        return switch (status) {
            case HttpStatus.SERVICE_UNAVAILABLE_503, HttpStatus.TOO_MANY_REQUESTS_429 -> "TOOMANYREQUESTS";
            default -> "UNSUPPORTED";
        };
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }
}
