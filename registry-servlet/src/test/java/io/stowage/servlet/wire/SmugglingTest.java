package io.stowage.servlet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.AccessPolicies;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests whose end can be seen in two places, as strangers send them through a proxy that sees the one to a registry that
 * sees the other (RFC 9112 section 11.2). What lies between must never be taken for a request.
 */
public class SmugglingTest extends WireTest {
    private static final String LOGIN = KnownUsers.login("alice");

    /** With the right to do so, as if the proxy had put somebody else's request behind. */
    private static final String SMUGGLED = "DELETE /v2/a/manifests/1.0 HTTP/1.1\nHost: registry\n" + LOGIN + "\n\n";

    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 ([2-5]\\d\\d) ");

    @BeforeEach
    void pushThenAskForLogins() {
        serveEmptyRegistry();
        pushManifest("a", "1.0", manifest());
        serve(
                storage(),
                builder -> builder.authenticators(new KnownUsers(Map.of("alice", Set.of())))
                        .accessPolicy(AccessPolicies.anonymousPull()));
    }

    static List<String> shapes() {
        String post = "POST /v2/a/blobs/uploads/ HTTP/1.1\nHost: registry\n";
        int length = SMUGGLED.replace("\n", "\r\n").length();
        return List.of(
                        // two lengths
                        post + "Content-Length: LENGTH+5\nTransfer-Encoding: chunked\n\n0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post + "Content-Length: LENGTH\nContent-Length: 0\n\n" + SMUGGLED,
                        post + "Content-Length: 0\nContent-Length: LENGTH\n\n" + SMUGGLED,
                        post + "Content-Length: 0, LENGTH\n\n" + SMUGGLED,
                        // lengths that are none
                        post + "Content-Length: +LENGTH\n\n" + SMUGGLED,
                        post + "Content-Length: -1\n\n" + SMUGGLED,
                        post + "Content-Length: 0x10\n\n" + SMUGGLED,
                        post + "Content-Length: LENGTH LENGTH\n\n" + SMUGGLED,
                        post + "Content-Length: 99999999999999999999\n\n" + SMUGGLED,
                        // a name or value that some do not see; a folded line belongs to the one above (RFC 9112
                        // section 5.2)
                        post + "Content-Length : LENGTH\n\n" + SMUGGLED,
                        post + " Content-Length: LENGTH\n\n" + SMUGGLED,
                        post + "Content-Length:\n LENGTH\n\n" + SMUGGLED,
                        post + "Transfer-Encoding:\n chunked\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding : chunked\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: xchunked\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked, identity\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post
                                + "Transfer-Encoding: chunked\nTransfer-Encoding: identity\nContent-Length: LENGTH+5\n\n0\n\n"
                                + SMUGGLED,
                        post + "Transfer-Encoding: \"chunked\"\nContent-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        post.replace("1.1", "1.0") + "Connection: keep-alive\nTransfer-Encoding: chunked\n"
                                + "Content-Length: LENGTH+5\n\n0\n\n" + SMUGGLED,
                        // chunks that are none
                        post + "Transfer-Encoding: chunked\n\n0x0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\n\n-0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\n\n1\nA" + "0\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\n\n10000000000000000\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\n\nffffffff00000000\n\n" + SMUGGLED,
                        post + "Transfer-Encoding: chunked\n\n;\n\n" + SMUGGLED)
                .stream()
                .map(shape -> shape.replace("LENGTH+5", Integer.toString(length + 5))
                        .replace("LENGTH", Integer.toString(length)))
                .toList();
    }

    @Test
    void whatFollowsAnEndThatIsClearIsARequest() throws IOException {
        String told = tell("POST /v2/a/blobs/uploads/ HTTP/1.1\nHost: registry\nContent-Length: 0\n\n" + SMUGGLED);

        assertEquals(List.of("401", "202"), answers(told));
        send("GET /v2/a/manifests/1.0").is(404);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatLiesBetweenTwoEndsIsNoRequest(String shape) throws IOException {
        String told = tell(shape);

        assertTrue(answers(told).size() <= 1, told);
        send("GET /v2/a/manifests/1.0").is(200);
    }

    @Test
    void theBodyOfARefusedRequestIsNotTheNextOne() throws IOException {
        String body = SMUGGLED.replace("\n", "\r\n");
        for (String request : List.of(
                "POST /v2/a/blobs/uploads/",
                "PATCH /v2/a/blobs/uploads/x",
                "PUT /v2/a/manifests/2.0",
                "DELETE /v2/a/manifests/1.0",
                "PUT /v2/a/tags/list",
                "POST /v2/A/nonsense",
                "POST /v2/nonsense")) {
            for (String head : List.of(
                    "Content-Length: " + body.length() + "\n\n" + SMUGGLED,
                    "Transfer-Encoding: chunked\n\n" + Integer.toHexString(body.length()) + "\n" + SMUGGLED
                            + "\n0\n\n")) {
                String told = tell(request + " HTTP/1.1\nHost: registry\n" + head
                        + "GET /v2/a/tags/list HTTP/1.1\nHost: registry\nConnection: close\n\n");

                List<String> statuses = answers(told);
                assertTrue(statuses.get(0).startsWith("4"), told);
                // the connection may have been closed instead
                assertTrue(
                        statuses.size() == 1
                                || statuses.subList(1, statuses.size()).equals(List.of("200")),
                        told);
            }
        }
        send("GET /v2/a/manifests/1.0").is(200);
    }

    @Test
    void aLargeBodyOfARefusedRequestIsNotTheNextOneEither() throws IOException {
        String requests = SMUGGLED.repeat((4 << 20) / SMUGGLED.length());

        String told = tell("POST /v2/a/blobs/uploads/ HTTP/1.1\nHost: registry\nContent-Length: "
                + requests.replace("\n", "\r\n").length() + "\n\n" + requests);

        // nothing at all, if the end of the connection was faster than the answer
        assertTrue(List.of(List.of("401"), List.of()).contains(answers(told)), told);
        send("GET /v2/a/manifests/1.0").is(200);
    }

    @Test
    void credentialsOfOneRequestAreNotThoseOfTheNext() throws IOException {
        String told = tell("GET /v2/ HTTP/1.1\nHost: registry\n" + LOGIN + "\n\n"
                + "GET /v2/ HTTP/1.1\nHost: registry\n\n"
                + "DELETE /v2/a/manifests/1.0 HTTP/1.1\nHost: registry\nConnection: close\n\n");

        assertEquals(List.of("200", "401", "401"), answers(told));
    }

    @Test
    void aHeadThatIsTooLongIsRefusedWithAllThatFollows() throws IOException {
        String told = tell("GET /v2/ HTTP/1.1\nHost: registry\nAuthorization: Basic " + "QQ".repeat(1_000_000) + "\n\n"
                + SMUGGLED);

        assertTrue(answers(told).size() <= 1, told.substring(0, Math.min(500, told.length())));
        assertTrue(told.isEmpty() || told.startsWith("HTTP/1.1 4"), told);
        send("GET /v2/a/manifests/1.0").is(200);
    }

    private String tell(String text) throws IOException {
        try (SocketTalk talk = new SocketTalk(container().port())) {
            try {
                talk.send(text).endOutput();
                return new String(talk.readAll(), ISO_8859_1);
            } catch (IOException e) {
                return ""; // reset, because the server did not want to read it all
            }
        }
    }

    private static List<String> answers(String told) {
        return ANSWER.matcher(told).results().map(found -> found.group(1)).toList();
    }
}
