package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses before the registry sees it, such as a path with {@code //} or too long a head, in the
 * form of the registry's own errors: clients show the message instead of a page of HTML.
 */
final class ContainerErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        String reason = HttpStatus.getMessage(code);
        String body = JsonLine.of(json -> {
            json.writeArrayFieldStart("errors");
            json.writeStartObject();
            json.writeStringField("code", errorCode(code));
            json.writeStringField("message", reason.equals(message) ? reason : reason + ": " + message);
            json.writeEndObject();
            json.writeEndArray();
        });
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(UTF_8));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put("Docker-Distribution-Api-Version", "registry/2.0");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        response.write(true, bytes, callback);
    }

    /** The nearest code of distribution-spec's table, which has none for requests that are no HTTP. */
    private static String errorCode(int status) {
        return switch (status) {
            // Nearly always a path that no repository has: with "//", "..", or an encoded "/".
            case HttpStatus.BAD_REQUEST_400 -> "NAME_INVALID";
            case HttpStatus.SERVICE_UNAVAILABLE_503, HttpStatus.TOO_MANY_REQUESTS_429 -> "TOOMANYREQUESTS";
            default -> "UNSUPPORTED";
        };
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }
}
