package io.stowage.servlet;

import io.stowage.registry.auth.Credentials;
import io.stowage.servlet.internal.http.AuthorizationHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Collections;

/**
 * Finds in a request what it shows of who sent it. Implementations are safe for use by many threads, and do not touch
 * the request's body or parameters.
 */
@FunctionalInterface
public interface CallerResolver {

    /** What the request shows; {@link Credentials.Anonymous} if nothing. */
    Credentials resolve(HttpServletRequest request);

    /**
     * The usual one. It takes the first of these that is there: the user that the container or a filter before has
     * logged in, with the roles as groups; the {@code Authorization} header; the certificate of the client's end of the
     * TLS connection.
     *
     * <p>The user comes before the header, since it is often the header that the host application has checked.
     */
    static CallerResolver standard() {
        return request -> {
            Principal user = request.getUserPrincipal();
            if (user != null && user.getName() != null && !user.getName().isEmpty()) {
                return new Credentials.PreAuthenticated(user.getName(), request::isUserInRole);
            }
            Credentials shown = AuthorizationHeader.parse(Collections.list(request.getHeaders("Authorization")));
            return shown instanceof Credentials.Anonymous
                            && request.getAttribute("jakarta.servlet.request.X509Certificate")
                                    instanceof X509Certificate[] chain
                            && chain.length > 0
                    ? new Credentials.ClientCertificate(chain[0])
                    : shown;
        };
    }
}
