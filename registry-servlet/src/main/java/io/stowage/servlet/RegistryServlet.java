package io.stowage.servlet;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import io.stowage.registry.StorageHealth;
import io.stowage.registry.auth.AccessRequest;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.access.Gate;
import io.stowage.servlet.internal.endpoint.Endpoints;
import io.stowage.servlet.internal.http.BrokenConnectionException;
import io.stowage.servlet.internal.http.ErrorResponse;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.route.Route;
import io.stowage.servlet.internal.route.Router;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A registry as a servlet, for {@code /v2/*} of the origin: that is where clients look, whatever context or mapping leads
 * there. Safe for use by many threads, as servlets are.
 *
 * <table>
 * <caption>What it serves (end-n: distribution-spec's endpoints)</caption>
 * <tr><th>Resource<th>Method<th>Answers<th>
 * <tr><td>{@code /v2/}<td>GET, HEAD<td>200<td>end-1
 * <tr><td>{@code /v2/_catalog}<td>GET, HEAD<td>200; 400 for a bad {@code n}<td>Docker
 * <tr><td>{@code /v2/<name>/blobs/<digest>}<td>GET, HEAD<td>200, 206 (one range or {@code multipart/byteranges}), 304; 404,
 *     416<td>end-2
 * <tr><td><td>DELETE<td>202; 404, 405 where deletes are off<td>end-10
 * <tr><td>{@code /v2/<name>/blobs/uploads/}<td>POST<td>202; 400<td>end-4a, 4c
 * <tr><td>… {@code ?digest=}<td>POST<td>201; 400<td>end-4b
 * <tr><td>… {@code ?mount=&from=}<td>POST<td>201, or 202 for an upload instead; 400<td>end-11
 * <tr><td>{@code /v2/<name>/blobs/uploads/<id>}<td>PATCH<td>202; 400, 404, 416<td>end-5
 * <tr><td>… {@code ?digest=}<td>PUT<td>201; 400, 404, 416<td>end-6
 * <tr><td><td>GET, HEAD<td>204; 404<td>end-13
 * <tr><td><td>DELETE<td>204; 404<td>end-14
 * <tr><td>{@code /v2/<name>/manifests/<tag-or-digest>}<td>GET, HEAD<td>200, 304; 404<td>end-3
 * <tr><td>… {@code ?tag=}, with a digest<td>PUT<td>201; 400, 413, 414<td>end-7
 * <tr><td><td>DELETE<td>202; 404, 405 where deletes are off<td>end-9
 * <tr><td>{@code /v2/<name>/tags/list?n=&last=}<td>GET, HEAD<td>200; 400, 404<td>end-8
 * <tr><td>{@code /v2/<name>/referrers/<digest>?artifactType=&n=&last=}<td>GET, HEAD<td>200; 400<td>end-12
 * </table>
 *
 * <p>Who may do it is decided by the registry's {@link io.stowage.registry.auth.Gatekeeper} before anything is looked up:
 * 401 with {@code WWW-Authenticate} for who should log in, 403 for who may not, 429 for who guesses passwords.
 *
 * <p>Every resource answers OPTIONS to everybody with 204 and {@code Allow}, and a method it does not know with 405 and {@code Allow}; a
 * method that no resource knows gets 501. A malformed repository name is a 400, another path under {@code /v2} a 404.
 * Errors have a JSON body with a code of the specification; a failure of the registry itself is a 500, or 507 if its
 * storage is full, or 503 if it is read-only or away, and its log has the reason. {@link Registry#health} hears of it.
 *
 * <p>What to set in a container: no compression for {@code /v2/*}; no filter that reads parameters or form content; no
 * limit on the size of request bodies (Undertow's is 2 MiB unless told otherwise).
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints">distribution-spec,
 *     endpoints</a>
 */
public final class RegistryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Endpoints endpoints;
    private final transient StorageHealth health;
    private final transient Gate gate;
    private final transient CallerResolver callers;

    /** Serves a registry, which the caller closes after the container has destroyed the servlet. */
    public RegistryServlet(Registry registry) {
        this(registry, CallerResolver.standard());
    }

    /** Serves a registry to callers who are found in another way than {@link CallerResolver#standard()} has. */
    public RegistryServlet(Registry registry, CallerResolver callers) {
        this.endpoints = new Endpoints(registry);
        this.health = registry.health();
        this.gate = new Gate(registry.gatekeeper());
        this.callers = requireNonNull(callers, "callers is null");
    }

    /** Answers one request: the way of data through the registry, from its path to the answer or the error. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = new Exchange(request, response);
        try {
            Route route = Router.route(exchange.method(), exchange.path());
            AccessRequest needed = route.access(exchange.method(), exchange::query);
            exchange.enter(gate.admit(exchange, callers.resolve(request), needed));
            route.accept(endpoints).serve(exchange);
        } catch (RegistryException e) {
            ErrorResponse.refused(exchange, e);
        } catch (BrokenConnectionException e) {
            ErrorResponse.brokenOff(exchange, e);
        } catch (IOException e) {
            if (health.failed(e)) {
                ErrorResponse.failedInKnownTrouble(exchange, e);
            } else {
                ErrorResponse.failed(exchange, e);
            }
        } catch (RuntimeException e) {
            ErrorResponse.failed(exchange, e);
        }
    }
}
