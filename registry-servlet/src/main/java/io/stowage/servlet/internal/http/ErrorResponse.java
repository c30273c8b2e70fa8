package io.stowage.servlet.internal.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryError;
import io.stowage.registry.error.RegistryException;
import io.stowage.storage.StorageTrouble;
import java.io.IOException;
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

    /** Answers that the registry failed, with little of why but an id under which the log has it. */
    public static void failed(Exchange exchange, Exception e) throws IOException {
        String id = UUID.randomUUID().toString();
        log.error("{} failed, error id {}", exchange, id, e);
        StorageTrouble trouble = StorageTrouble.of(e);
        failed(exchange, e, trouble, describe(trouble) + ", its log has the reason under error id " + id);
    }

    /** Answers that the storage is in a trouble that the log tells of already, and need not for each request. */
    public static void failedInKnownTrouble(Exchange exchange, Exception e) throws IOException {
        log.debug("{} failed", exchange, e);
        StorageTrouble trouble = StorageTrouble.of(e);
        failed(exchange, e, trouble, describe(trouble));
    }

    private static void failed(Exchange exchange, Exception e, StorageTrouble trouble, String what) throws IOException {
        if (exchange.isCommitted()) {
            // Only an exception makes every container cut the connection, so that the client sees a broken body.
            throw new IOException("the answer broke off: " + what, e);
        }
        answer(exchange, status(trouble), ErrorCode.UNSUPPORTED, what);
    }

    /** To none of these does a client answer by taking something for absent. */
    private static int status(StorageTrouble trouble) {
        return switch (trouble) {
            case FULL -> 507;
            case READ_ONLY, UNREACHABLE, OVERLOADED -> 503;
            case DAMAGED, FORBIDDEN, OBSTRUCTED, OTHER -> 500;
        };
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
                exchange.drain();
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
    private static String describe(StorageTrouble trouble) {
        return switch (trouble) {
            case FULL -> "the registry's storage is full";
            case READ_ONLY -> "the registry's storage is read-only";
            case UNREACHABLE -> "the registry's storage is away";
            case OVERLOADED -> "the registry has too much to do";
            case DAMAGED -> "the registry's storage is damaged";
            case FORBIDDEN -> "the registry's account may not use a part of its storage";
            case OBSTRUCTED -> "the registry's storage has a file where this needs a directory";
            case OTHER -> "the registry failed to do this";
        };
    }
}
