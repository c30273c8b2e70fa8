package io.stowage.servlet;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.Access;
import io.stowage.registry.auth.AuditEvent;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.Scopes;
import io.stowage.registry.auth.TokenGrant;
import io.stowage.registry.auth.TokenIssuer;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.access.Gate;
import io.stowage.servlet.internal.http.BrokenConnectionException;
import io.stowage.servlet.internal.http.ErrorResponse;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.Quote;
import io.stowage.servlet.internal.token.FormBodies;
import io.stowage.servlet.internal.token.TokenAnswers;
import io.stowage.servlet.internal.token.TokenRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where clients get the tokens of a registry, for the path that the tokens' challenge names. Safe for use by many threads,
 * as servlets are.
 *
 * <p>It serves Docker's form, {@code GET ?service=…&scope=…} with the credentials in the header, and OAuth's password
 * grant as {@code POST} of a form. Who asks is found out by the registry's own authenticators. Without credentials the
 * token is the anonymous caller's. A token is given for what the caller may do of what was asked, which may be nothing:
 * clients log in that way. Wrong credentials are a 401, a service that is not this registry's a 400; nothing is cached.
 *
 * <p>There are no refresh tokens; a client that brings one, or asks for another grant, is told
 * {@code unsupported_grant_type} with a 400.
 *
 * <p>A form is read before anybody is known to have sent it. So that slow ones do not take up all threads, at most 64 are
 * waited for at once, 8 of them from one address (IPv6: one /64 network); others are a 429 unless they have come whole, and
 * one that is not complete after ten seconds of reading is a 408.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Docker registry token authentication</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">Docker registry token with OAuth2</a>
 */
public final class TokenServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient TokenIssuer issuer;
    private final transient CallerResolver callers;
    private final transient FormBodies forms = new FormBodies();

    /**
     * Gives out tokens.
     *
     * @param registry which the tokens are for
     * @param issuer which makes them; the registry should have an authenticator that accepts them
     */
    public TokenServlet(Registry registry, TokenIssuer issuer) {
        this(registry, issuer, CallerResolver.standard());
    }

    /** Gives out tokens to callers who are found in another way than {@link CallerResolver#standard()} has. */
    public TokenServlet(Registry registry, TokenIssuer issuer, CallerResolver callers) {
        this.gate = new Gate(registry.gatekeeper());
        this.issuer = requireNonNull(issuer, "issuer is null");
        this.callers = requireNonNull(callers, "callers is null");
    }

    /** Answers one request. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = new Exchange(request, response);
        exchange.setHeader("Cache-Control", "no-store"); // RFC 6749 section 5.1
        try {
            serve(exchange, exchange.method(), request);
        } catch (RegistryException e) {
            if (request.getMethod().equals("POST")) {
                TokenAnswers.refusedToForm(exchange, e);
            } else {
                ErrorResponse.refused(exchange, e);
            }
        } catch (BrokenConnectionException e) {
            ErrorResponse.brokenOff(exchange, e);
        } catch (IOException | RuntimeException e) {
            ErrorResponse.failed(exchange, e);
        }
    }

    private void serve(Exchange exchange, Method method, HttpServletRequest request) throws IOException {
        switch (method) {
            case GET, HEAD -> {
                TokenRequest wanted = TokenRequest.ofQuery(exchange);
                Issued issued = issue(exchange, wanted, callers.resolve(request));
                TokenAnswers.toQuery(exchange, issued.token());
            }
            case POST -> {
                TokenRequest wanted = TokenRequest.ofForm(exchange, forms);
                Issued issued = issue(exchange, wanted, credentials(callers.resolve(request), wanted));
                TokenAnswers.toForm(exchange, issued.token(), issued.grant().access());
            }
            default -> {
                exchange.setHeader("Allow", "GET, HEAD, POST, OPTIONS");
                if (method != Method.OPTIONS) {
                    throw new RegistryException(ErrorCode.UNSUPPORTED, method + " is not for tokens");
                }
                exchange.empty(204);
            }
        }
    }

    // What the host application knows comes first here too.
    private static Credentials credentials(Credentials ofRequest, TokenRequest wanted) {
        boolean isEnough =
                ofRequest instanceof Credentials.PreAuthenticated || wanted.shown() instanceof Credentials.Anonymous;
        return isEnough ? ofRequest : wanted.shown();
    }

    private record Issued(TokenGrant grant, TokenIssuer.Token token) {}

    private Issued issue(Exchange exchange, TokenRequest request, Credentials credentials) throws IOException {
        String service = request.service().orElse(issuer.service());
        if (!service.equals(issuer.service())) {
            throw new RegistryException(
                    400,
                    ErrorCode.UNSUPPORTED,
                    "tokens are to be had here for service " + Quote.of(issuer.service()) + ", not for "
                            + Quote.of(service));
        }
        Access access = gate.admitToTokens(exchange, credentials);
        TokenGrant grant = access.grant(request.wanted());
        TokenIssuer.Token token = issuer.issue(grant);
        access.report(AuditEvent.Kind.TOKEN_ISSUED, Scopes.format(grant.access()));
        return new Issued(grant, token);
    }
}
