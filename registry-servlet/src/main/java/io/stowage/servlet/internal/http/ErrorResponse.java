package io.stowage.servlet.internal.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryError;
import io.stowage.registry.error.RegistryException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what went wrong into an answer, the one place that does:
 *
 * <pre>{@code
 * {"errors": [{"code": "BLOB_UNKNOWN", "message": "…", "detail": {"digest": "sha256:…"}}]}
 * }</pre>
 *
 * <p>The code is always one of distribution-spec's table. It has none for a failure of the registry itself; those carry
 * {@code UNSUPPORTED}, which no client takes for the absence of something, beside their 5xx.
 */
public final class ErrorResponse {
    private static final Logger log = LoggerFactory.getLogger(ErrorResponse.class);

    private static final String SECONDS_TO_STAY_AWAY = "10";

    private ErrorResponse() {}

    /** Answers that the request breaks a rule. */
    public static void refused(Exchange exchange, RegistryException e) throws IOException {
        refused(exchange, e, json -> write(json, e.errors()));
    }

    /** Answers that the request breaks a rule, to a client that expects errors of another form. */
    public static void refused(Exchange exchange, RegistryException e, JsonBody body) throws IOException {
        if (exchange.isCommitted()) {
            throw new IOException("the answer was already on its way", e);
        }
        if (e.status() == 429 && !exchange.hasHeader("Retry-After")) {
            exchange.setHeader("Retry-After", SECONDS_TO_STAY_AWAY); // distribution-spec, "Error Codes"
        }
        answer(exchange, e.status(), body);
    }

    /**
     * Answers that the client's own body broke off. Nobody may be there to hear it; then the container is given back what
     * it threw.
     */
    public static void brokenOff(Exchange exchange, BrokenConnectionException e) throws IOException {
        log.debug("{}: {}", exchange, e.getMessage());
        if (isTooBigForContainer(e)) {
            // Undertow has answered 413 by itself, which explains nothing to anybody.
            log.warn(
                    "{}: the servlet container refuses a body of this size; raise its limit"
                            + " (Undertow: MAX_ENTITY_SIZE, WildFly: max-post-size) for the registry",
                    exchange);
        }
        if (exchange.isCommitted()) {
            throw e.original();
        }
        answer(exchange, 400, ErrorCode.SIZE_INVALID, String.valueOf(e.getMessage()));
    }

    /** Answers that the registry failed, with nothing of why but an id under which the log has it. */
    public static void failed(Exchange exchange, Exception e) throws IOException {
        String id = UUID.randomUUID().toString();
        log.error("{} failed, error id {}", exchange, id, e);
        if (exchange.isCommitted()) {
            // Only an exception makes every container cut the connection, so that the client sees a broken body.
            throw new IOException("the answer broke off, error id " + id, e);
        }
        if (isStorageFull(e)) {
            answer(exchange, 507, ErrorCode.UNSUPPORTED, "the registry's storage is full; error id " + id);
        } else {
            answer(exchange, 500, ErrorCode.UNSUPPORTED, trouble(e) + ", its log has the reason under error id " + id);
        }
    }

    private static void answer(Exchange exchange, int status, ErrorCode code, String message) throws IOException {
        answer(exchange, status, json -> write(json, List.of(new RegistryError(code, message, Map.of()))));
    }

    private static void answer(Exchange exchange, int status, JsonBody body) throws IOException {
        exchange.takeBack();
        boolean muchIsUnread = exchange.closeIfMuchIsUnread();
        try {
            exchange.content(status, "application/json", JsonBody.bytes(body));
            if (muchIsUnread) {
                // Tomcat and Undertow would read on first, and the client might wait for us before it sends.
                exchange.flush();
            }
        } catch (BrokenConnectionException e) {
            throw e.original();
        }
    }

    private static void write(JsonGenerator json, List<RegistryError> errors) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("errors");
        for (RegistryError error : errors) {
            json.writeStartObject();
            json.writeStringField("code", error.code().name());
            json.writeStringField("message", error.message());
            if (!error.detail().isEmpty()) {
                json.writeObjectFieldStart("detail");
                for (Map.Entry<String, String> detail : error.detail().entrySet()) {
                    json.writeStringField(detail.getKey(), detail.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static boolean isTooBigForContainer(BrokenConnectionException e) {
        // By name, for want of a type that all containers share.
        Throwable cause = e.getCause();
        return cause != null && cause.getClass().getSimpleName().equals("RequestTooBigException");
    }

    /** What happened, as far as it helps to find somebody who can mend it; names are for the log. */
    private static String trouble(Exception failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof AccessDeniedException) {
                return "the registry's account may not use a part of its storage";
            }
            if (t instanceof NotDirectoryException) {
                return "the registry's storage has a file where this needs a directory";
            }
        }
        return "the registry failed to do this";
    }

    private static boolean isStorageFull(Throwable failure) {
        // The JDK has no type for it; these are the words of Linux, for a full disk and for a full quota.
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (message.contains("No space left") || message.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
