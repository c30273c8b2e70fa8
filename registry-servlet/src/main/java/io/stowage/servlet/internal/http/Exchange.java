package io.stowage.servlet.internal.http;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.auth.Access;
import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request with its answer; belongs to one thread. */
public final class Exchange {
    private static final String API_VERSION = "Docker-Distribution-Api-Version";
    private static final String API_VERSION_2 = "registry/2.0";

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?]?");

    /** As much of an unread body as a container may swallow to keep the connection. */
    private static final long SMALL_BODY = 64 << 10;

    /** As long as a client may take to see the answer and stop. */
    private static final Duration LONGEST_DRAIN = Duration.ofMillis(500);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Locations locations;
    private @Nullable Query query;
    private @Nullable ClientBody body;
    private boolean begun;
    private boolean bodyIsUnwanted;
    private @Nullable Access access;

    /** Begins to answer a request. */
    public Exchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
        this.locations = Locations.of(request);
        response.setHeader(API_VERSION, API_VERSION_2);
    }

    /**
     * The request's method.
     *
     * @throws RegistryException {@code UNSUPPORTED} with status 501 for one that no resource knows
     */
    public Method method() {
        return Method.tryParse(request.getMethod())
                .orElseThrow(() -> new RegistryException(
                        501,
                        ErrorCode.UNSUPPORTED,
                        "no resource here knows the method " + Quote.of(request.getMethod())));
    }

    /**
     * The request's query.
     *
     * @throws RegistryException with status 400 if it is malformed
     */
    public Query query() {
        if (query == null) {
            query = Query.parse(request.getQueryString());
        }
        return query;
    }

    /** The URLs to answer with. */
    public Locations locations() {
        return locations;
    }

    /**
     * The path from {@code /v2} on, as the client wrote it: neither decoded nor normalised. Empty for a path that the
     * container mapped here in some other spelling than ours.
     */
    public String path() {
        String uri = request.getRequestURI();
        // A container may take two slashes for one. In a Location of ours they would begin the name of another host.
        if (uri.startsWith("//")) {
            return "";
        }
        return uri.startsWith(locations.base()) ? uri.substring(locations.base().length()) : "";
    }

    /** Remembers what the caller was let in for. */
    public void enter(Access access) {
        this.access = access;
    }

    /** What the caller may do. */
    public Access access() {
        return requireNonNull(access, "nobody was let in");
    }

    /** The address of the other end of the connection, or of whom a proxy speaks that the container trusts. */
    public String remoteAddress() {
        return String.valueOf(request.getRemoteAddr());
    }

    /**
     * The URL before the path as the client sees it: scheme, host and a port that does not go without saying.
     *
     * @throws RegistryException with status 400 for a host that is none: containers look at {@code Host}, but not all
     *     that filters put in its place
     */
    public String origin() {
        String scheme = request.getScheme();
        String host = request.getServerName();
        if (!HOST.matcher(host).matches()) {
            throw new RegistryException(400, ErrorCode.UNSUPPORTED, "the request is for a host that cannot be one");
        }
        int port = request.getServerPort();
        boolean usual = port <= 0 || port == (scheme.equals("https") ? 443 : 80);
        // Containers differ in whether they keep the brackets of an IPv6 address.
        String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return scheme + "://" + literal + (usual ? "" : ":" + port);
    }

    /** The value of a header that occurs once. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Every line of a header. */
    public List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    /** The length of the body, or -1 if the request does not say. */
    public long contentLength() {
        return request.getContentLengthLong();
    }

    /**
     * The body, for reading once. To open it makes a container tell a waiting client to go on, so refuse what can be
     * refused before.
     */
    public InputStream body() throws IOException {
        if (body == null) {
            body = new ClientBody(request.getInputStream(), contentLength());
        }
        return body;
    }

    /** Gives up the rest of the body, however little it is: the answer is the last on its connection. */
    public void leaveBodyUnread() {
        bodyIsUnwanted = true;
    }

    /** Sets a header of the answer. */
    public void setHeader(String name, String value) {
        response.setHeader(name, value);
    }

    /** Adds a line of a header to the answer. */
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    /** Whether the answer has a header. */
    boolean hasHeader(String name) {
        return response.containsHeader(name);
    }

    /** Answers without a body. */
    public void empty(int status) {
        response.setStatus(status);
        if (status != 204) {
            response.setContentLengthLong(0);
        }
    }

    /**
     * Answers that the client has the content already.
     *
     * @param length of that content: RFC 9110 section 8.6 wants it or none, and some containers would put a zero
     */
    public void notModified(long length) {
        response.setStatus(304);
        response.setContentLengthLong(length);
    }

    /** Answers with a body, or with its head if that was asked for. */
    public void content(int status, String type, byte[] content) throws IOException {
        content(status, type, content.length, () -> content);
    }

    /**
     * Answers with a body that is not made if only the head was asked for.
     *
     * @param length the length that the body will have
     */
    public void content(int status, String type, int length, Supplier<byte[]> content) throws IOException {
        Optional<ServletOutputStream> out = begin(status, type, length);
        if (out.isPresent()) {
            try {
                out.get().write(content.get());
            } catch (IOException e) {
                throw new BrokenConnectionException("the answer could not be sent", e);
            }
        }
    }

    /**
     * Begins an answer whose body is sent by the caller; what can fail should have been tried before.
     *
     * @param length the exact length of the body
     * @return where to send the body, or empty if only the head was asked for
     */
    public Optional<ServletOutputStream> begin(int status, String type, long length) throws IOException {
        begun = true;
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLengthLong(length);
        return isHead() ? Optional.empty() : Optional.of(response.getOutputStream());
    }

    private boolean isHead() {
        return request.getMethod().equals("HEAD");
    }

    /** The request line for a log, as escaped as the client wrote it and without its query. */
    @Override
    public String toString() {
        return request.getMethod() + " " + request.getRequestURI();
    }

    /** Whether part of the answer is on its way, so that no other can be given. */
    public boolean isCommitted() {
        return response.isCommitted();
    }

    /** Takes back an answer that was begun, for an error in its place. */
    void takeBack() {
        if (begun) {
            // Also drops what filters set; but the headers of a blob must not stay on an error, where a cache
            // would believe them.
            response.reset();
            response.setHeader(API_VERSION, API_VERSION_2);
        } else {
            response.resetBuffer();
        }
    }

    /**
     * Announces the end of the connection, if much of the body is still to come, or any of one that nobody wants to wait
     * for: otherwise a client would send it all for nothing.
     *
     * @return whether that is so
     */
    boolean closeIfMuchIsUnread() {
        boolean much = isMuchUnread();
        if (much && request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close");
        }
        return much;
    }

    /** Sends what was answered so far. */
    void flush() throws IOException {
        response.flushBuffer();
    }

    /**
     * Reads on for a moment where a client is in the midst of sending, so that it can read the answer that was sent: closing
     * a connection on which more comes resets it, and Go's client for one may then tell of a broken pipe and of nothing
     * else. Ends when the client does, and waits for nothing.
     */
    void drain() {
        if (body != null && !bodyIsUnwanted) {
            body.drain(LONGEST_DRAIN);
        }
    }

    private boolean isMuchUnread() {
        if (bodyIsUnwanted) {
            return true;
        }
        if (body != null) {
            return body.unread() > SMALL_BODY;
        }
        return contentLength() > SMALL_BODY || (contentLength() < 0 && request.getHeader("Transfer-Encoding") != null);
    }
}
