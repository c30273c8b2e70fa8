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
        String body = JsonLine.of(json -> {
            json.writeArrayFieldStart("errors");
            json.writeStartObject();
            // No code of distribution-spec means a malformed request; this one says least that is wrong.
            json.writeStringField("code", code == HttpStatus.TOO_MANY_REQUESTS_429 ? "TOOMANYREQUESTS" : "UNSUPPORTED");
            json.writeStringField("message", HttpStatus.getMessage(code) + ": " + message);
            json.writeEndObject();
            json.writeEndArray();
        });
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(UTF_8));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put("Docker-Distribution-Api-Version", "registry/2.0");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        response.write(true, bytes, callback);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }
}
