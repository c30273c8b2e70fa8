package io.stowage.servlet.internal.token;

import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.Scopes;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Query;
import io.stowage.servlet.internal.http.Quote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A request for a token, from the query of a GET or the form of a POST. What else clients send ({@code account},
 * {@code client_id}, {@code offline_token}) changes nothing: who asks is a matter of the credentials, and there are no
 * refresh tokens.
 *
 * @param service the registry that the token is for; empty if the client does not say
 * @param wanted what it shall be good for
 * @param shown the credentials in a form; anonymous in a query, where they have no place
 */
public record TokenRequest(Optional<String> service, Set<Permission> wanted, Credentials shown) {
    // Far more than clients ask for, and what they get still goes into a header.
    private static final int MOST_SCOPES = 100;
    private static final int LONGEST_SCOPES = 8 << 10;
    private static final String FORM = "application/x-www-form-urlencoded";

    /**
     * Reads Docker's form, {@code GET /token?service=…&scope=…&scope=…}.
     *
     * @throws RegistryException with status 400 if it is malformed or asks for too much
     */
    public static TokenRequest ofQuery(Exchange exchange) {
        return of(exchange.query(), new Credentials.Anonymous());
    }

    /**
     * Reads the form of OAuth's password grant (RFC 6749 section 4.3).
     *
     * @param forms where it is read
     * @throws UnsupportedGrantException if it wants another grant, such as that of a refresh token
     * @throws RegistryException with status 400, 413 or 415 if it is malformed, too large or no form, or asks for too
     *     much; 408 or 429 if it, or others, are too slow in coming
     */
    public static TokenRequest ofForm(Exchange exchange, FormBodies forms) throws IOException {
        String type = exchange.header("Content-Type").orElse("");
        if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM)) {
            throw new RegistryException(415, ErrorCode.UNSUPPORTED, "the body of a request for a token is no " + FORM);
        }
        Query form = Query.parse(text(forms.read(exchange)));
        String grant = form.one("grant_type").orElse("");
        if (!grant.equals("password")) {
            throw new UnsupportedGrantException("the grant type is not \"password\" but " + Quote.of(grant));
        }
        return of(
                form,
                credentials(
                        form.one("username").orElse(""), form.one("password").orElse("")));
    }

    private static TokenRequest of(Query query, Credentials shown) {
        return new TokenRequest(query.one("service"), wanted(query.all("scope")), shown);
    }

    private static Set<Permission> wanted(List<String> scopes) {
        String all = String.join(" ", scopes);
        if (all.length() > LONGEST_SCOPES || all.chars().filter(c -> c == ' ').count() >= MOST_SCOPES) {
            throw new RegistryException(
                    400,
                    ErrorCode.UNSUPPORTED,
                    "a token for more than " + MOST_SCOPES + " scopes or " + LONGEST_SCOPES
                            + " characters of them is asked for");
        }
        return Scopes.parse(all);
    }

    private static Credentials credentials(String user, String password) {
        if (user.isEmpty() && password.isEmpty()) {
            return new Credentials.Anonymous();
        }
        return (user + password).chars().anyMatch(Character::isISOControl) || user.indexOf(':') >= 0
                ? new Credentials.Unreadable("the username or password has characters that it cannot have")
                : new Credentials.Basic(user, password);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RegistryException(400, ErrorCode.UNSUPPORTED, "the body of a request for a token is not UTF-8");
        }
    }
}
