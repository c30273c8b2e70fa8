package io.stowage.servlet.internal.token;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import io.stowage.registry.auth.TokenIssuer;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.ErrorResponse;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.JsonBody;
import java.io.IOException;
import java.util.Set;

/**
 * The answers of the token endpoint:
 *
 * <pre>{@code
 * {"token": "eyJ…", "access_token": "eyJ…", "expires_in": 300, "issued_at": "2026-11-23T20:00:00Z"}
 * {"error": "invalid_grant", "error_description": "…"}
 * }</pre>
 */
public final class TokenAnswers {
    private TokenAnswers() {}

    /** Answers in Docker's form. */
    public static void toQuery(Exchange exchange, TokenIssuer.Token token) throws IOException {
        answer(exchange, json -> writeToken(json, token));
    }

    /** Answers in the form of OAuth (RFC 6749 section 5.1). */
    public static void toForm(Exchange exchange, TokenIssuer.Token token, Set<Permission> granted) throws IOException {
        answer(exchange, json -> {
            writeToken(json, token);
            json.writeStringField("token_type", "Bearer");
            json.writeStringField("scope", Scopes.format(granted));
        });
    }

    /** Answers with an error in the form of OAuth (RFC 6749 section 5.2). */
    public static void refusedToForm(Exchange exchange, RegistryException e) throws IOException {
        ErrorResponse.refused(exchange, e, json -> {
            json.writeStartObject();
            json.writeStringField("error", error(e));
            json.writeStringField("error_description", e.errors().get(0).message());
            json.writeEndObject();
        });
    }

    private static String error(RegistryException e) {
        if (e instanceof UnsupportedGrantException) {
            return "unsupported_grant_type";
        }
        return switch (e.status()) {
            case 401 -> "invalid_grant";
            case 429 -> "temporarily_unavailable";
            default -> "invalid_request";
        };
    }

    private static void answer(Exchange exchange, JsonBody fields) throws IOException {
        byte[] body = JsonBody.bytes(json -> {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        });
        exchange.content(200, "application/json", body);
    }

    private static void writeToken(JsonGenerator json, TokenIssuer.Token token) throws IOException {
        json.writeStringField("token", token.text());
        json.writeStringField("access_token", token.text());
        json.writeNumberField("expires_in", token.validFor().toSeconds());
        json.writeStringField("issued_at", token.issuedAt().toString());
    }
}
