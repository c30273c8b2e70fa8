package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.TokenGrant;
import io.stowage.registry.auth.TokenIssuer;
import io.stowage.servlet.CallerResolver;
import io.stowage.servlet.TokenServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms for tokens that come slowly or not at all, from addresses that a header names. */
public class SlowFormTest extends WireTest {
    private static final int MOST_OF_ONE = 8;
    private static final String TYPE = "Content-Type: application/x-www-form-urlencoded\n";
    private static final String FORM = "grant_type=password&service=registry";
    private static final String BAD = "192.0.2.66";
    private static final String GOOD = "192.0.2.1";

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final List<SocketTalk> talks = new ArrayList<>();

    /** Whether the container tells how much of a body it has. */
    protected boolean knowsWholeForms() {
        return true;
    }

    /** Whether the container tells clients to go on before it asks anybody. */
    protected boolean saysContinueByItself() {
        return false;
    }

    @Override
    protected String mapping() {
        return "/token";
    }

    @Override
    protected HttpServlet servlet(Registry registry, CallerResolver callers) {
        return new Watched(new TokenServlet(registry, new Issuer(), callers));
    }

    @BeforeEach
    final void countAnew() {
        opened.set(0);
        left.set(0);
    }

    @AfterEach
    final void hangUp() throws Exception {
        for (SocketTalk talk : talks) {
            talk.close();
        }
        talks.clear();
    }

    @Test
    void thoseOfOneAddressHoldUpNobodyElse() throws Exception {
        stallAsManyAsAreWaitedFor();

        refused("Content-Length: 100\n\ngrant").close();
        refused("Transfer-Encoding: chunked\n\n5\ngrant\n").close();
        refused("Content-Length: 100\nExpect: 100-continue\n\n").close();
        send("GET /token?service=registry\nFrom-Address: " + BAD).is(200);
        send(head(GOOD), FORM).is(200);
    }

    @Test
    void oneThatCameWholeIsNotTurnedAway() throws Exception {
        stallAsManyAsAreWaitedFor();

        Answer answer = send(head(BAD), FORM);

        assertEquals(knowsWholeForms() ? 200 : 429, answer.status(), answer::toString);
    }

    @Test
    void whenTheyBreakOffOthersMayCome() throws Exception {
        stallAsManyAsAreWaitedFor();

        for (SocketTalk talk : talks) {
            talk.endOutput();
        }
        await(left, MOST_OF_ONE);

        stallAsManyAsAreWaitedFor();
    }

    @Test
    void whenTheyAreCompleteOthersMayCome() throws Exception {
        stallAsManyAsAreWaitedFor();

        for (SocketTalk talk : talks) {
            talk.send("_type=password&x=" + "y".repeat(78));
            talk.readAnswer(false).is(200);
        }
        await(left, MOST_OF_ONE);

        stallAsManyAsAreWaitedFor();
    }

    private void stallAsManyAsAreWaitedFor() throws Exception {
        int before = opened.get();
        for (int i = 0; i < MOST_OF_ONE; i++) {
            SocketTalk talk = new SocketTalk(container().port());
            talks.add(talk);
            talk.send("POST /token HTTP/1.1\nHost: registry\n" + TYPE + "From-Address: " + BAD
                    + "\nContent-Length: 100\n\ngrant");
        }
        await(opened, before + MOST_OF_ONE);
    }

    private SocketTalk refused(String rest) throws IOException {
        SocketTalk talk = new SocketTalk(container().port());
        talks.add(talk);
        talk.send("POST /token HTTP/1.1\nHost: registry\n" + TYPE + "From-Address: " + BAD + "\n" + rest);
        if (saysContinueByItself() && rest.contains("Expect")) {
            assertEquals(100, talk.readAnswer(false).status());
        }
        Answer answer = talk.readAnswer(false)
                .is(429)
                .with("Retry-After: 10", "Connection: close", "Content-Type: application/json");
        assertEquals("temporarily_unavailable", answer.json().path("error").asText());
        return talk;
    }

    private static String head(String address) {
        return "POST /token\n" + TYPE + "From-Address: " + address;
    }

    private static void await(AtomicInteger count, int expected) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (count.get() < expected && Instant.now().isBefore(deadline)) {
            Thread.sleep(10);
        }
        assertTrue(count.get() >= expected, () -> count + " and not " + expected);
    }

    /** Tells when bodies are asked for, and when the servlet is done. */
    private final class Watched extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient HttpServlet servlet;

        private Watched(HttpServlet servlet) {
            this.servlet = servlet;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            try {
                servlet.service(new FromAddress(request), response);
            } finally {
                left.incrementAndGet();
            }
        }
    }

    private final class FromAddress extends HttpServletRequestWrapper {
        private FromAddress(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRemoteAddr() {
            return getHeader("From-Address");
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream in = super.getInputStream();
            opened.incrementAndGet();
            return in;
        }
    }

    private static final class Issuer implements TokenIssuer {
        @Override
        public Token issue(TokenGrant grant) {
            return new Token("token", Instant.EPOCH, Duration.ofMinutes(5));
        }

        @Override
        public String service() {
            return "registry";
        }
    }
}
