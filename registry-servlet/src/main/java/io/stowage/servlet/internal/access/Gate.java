package io.stowage.servlet.internal.access;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.auth.Access;
import io.stowage.registry.auth.AccessDecision;
import io.stowage.registry.auth.AccessRequest;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.Gatekeeper;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import java.io.IOException;
import java.time.Duration;

/** Where a request is let in, or told over HTTP what the gatekeeper has against it. */
public final class Gate {
    private final Gatekeeper gatekeeper;

    /** A gate. */
    public Gate(Gatekeeper gatekeeper) {
        this.gatekeeper = requireNonNull(gatekeeper, "gatekeeper is null");
    }

    /**
     * Lets a request in.
     *
     * @return what the caller may do inside
     * @throws RegistryException {@code UNAUTHORIZED} with {@code WWW-Authenticate}, {@code DENIED}, or
     *     {@code TOOMANYREQUESTS} with {@code Retry-After}
     */
    public Access admit(Exchange exchange, Credentials credentials, AccessRequest request) throws IOException {
        return admit(exchange, gatekeeper.decide(attempt(exchange, credentials), request));
    }

    /**
     * Lets a request for a token in.
     *
     * @throws RegistryException as {@link #admit(Exchange, Credentials, AccessRequest)} does
     */
    public Access admitToTokens(Exchange exchange, Credentials credentials) throws IOException {
        return admit(exchange, gatekeeper.decideOnToken(attempt(exchange, credentials)));
    }

    private static LoginAttempt attempt(Exchange exchange, Credentials credentials) {
        return new LoginAttempt(credentials, exchange.remoteAddress());
    }

    private static Access admit(Exchange exchange, AccessDecision decision) {
        if (decision instanceof AccessDecision.Allowed allowed) {
            return allowed.access();
        }
        if (decision instanceof AccessDecision.LoginRequired login) {
            for (Challenge challenge : login.challenges()) {
                // one challenge a line: Docker's parser is lost in lists
                exchange.addHeader(
                        "WWW-Authenticate", complete(challenge, exchange).toString());
            }
            throw new RegistryException(ErrorCode.UNAUTHORIZED, login.reason());
        }
        if (decision instanceof AccessDecision.Denied denied) {
            throw new RegistryException(
                    ErrorCode.DENIED, denied.caller() + " may not do this: it needs " + denied.permission());
        }
        Duration delay = ((AccessDecision.TryLater) decision).delay();
        long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
        exchange.setHeader("Retry-After", Long.toString(seconds));
        throw new RegistryException(
                ErrorCode.TOOMANYREQUESTS, "too many failed logins, try again in " + seconds + " s");
    }

    /** Clients take the realm as it is, so it has to be a whole URL. */
    private static Challenge complete(Challenge challenge, Exchange exchange) {
        String realm = challenge.parameters().getOrDefault("realm", "");
        return challenge.isBearer() && realm.startsWith("/")
                ? challenge.with("realm", exchange.origin() + realm)
                : challenge;
    }
}
