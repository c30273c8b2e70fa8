package io.stowage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksAddressTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
    private final KeyServer server;

    JwksAddressTest() throws IOException {
        server = new KeyServer();
        serve("one");
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    private void serve(String kid) {
        ECPublicKey key = (ECPublicKey) Forgery.p256().getPublic();
        server.answer(
                "200 OK",
                TrustedTokensTest.jwks(
                        new ECKey.Builder(Curve.P_256, key).keyID(kid).build()));
    }

    private JwksAddress address() {
        return new JwksAddress(server.address(), Duration.ofSeconds(20), nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static boolean has(KeySet keys, String kid) {
        return !keys.candidates(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build())
                .isEmpty();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    @Test
    void keysAreFetchedOnce() throws IOException {
        JwksAddress address = address();

        assertTrue(has(address.current(), "one"));
        assertSame(address.current(), address.current());
        assertEquals(1, server.requests.get());
    }

    @Test
    void anUnknownKeyIsLookedForAtMostEveryHalfMinute() throws IOException {
        JwksAddress address = address();
        KeySet first = address.current();
        serve("two");

        assertSame(first, address.afterUnknown());
        pass(JwksAddress.BETWEEN_UNKNOWN);
        assertTrue(has(address.afterUnknown(), "two"));
        assertSame(address.current(), address.afterUnknown());

        assertEquals(2, server.requests.get());
    }

    @Test
    void oldKeysAreRenewedInTheBackground() throws Exception {
        JwksAddress address = address();
        KeySet first = address.current();
        serve("two");
        server.mayAnswer = new CountDownLatch(1);
        pass(JwksAddress.OLD.plusSeconds(1));

        assertSame(first, address.current());
        server.mayAnswer.countDown();

        await("the keys were never renewed", () -> has(address.current(), "two"));
    }

    @Test
    void oneRequestServesAllWhoWait() throws Exception {
        JwksAddress address = address();
        server.mayAnswer = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<KeySet>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(address::current));
            }
            await("nobody asked", () -> server.requests.get() > 0);
            server.mayAnswer.countDown();
            for (Future<KeySet> one : all) {
                assertTrue(has(one.get(), "one"));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, server.requests.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "500 Internal Server Error",
                "404 Not Found",
                "302 Found\r\nLocation: http://127.0.0.1:1/elsewhere",
                "301 Moved Permanently\r\nLocation: /keys"
            })
    void theKeysFromBeforeStayWhileTheServerIsAway(String head) throws IOException {
        JwksAddress address = address();
        KeySet first = address.current();
        server.answer(head, "{}");
        pass(JwksAddress.BETWEEN_UNKNOWN);

        assertSame(first, address.afterUnknown());
        assertSame(first, address.current());
        assertEquals(2, server.requests.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{\"keys\":[]}", "[]"})
    void nonsenseChangesNothing(String body) throws IOException {
        JwksAddress address = address();
        KeySet first = address.current();
        server.answer("200 OK", body);
        pass(JwksAddress.BETWEEN_UNKNOWN);

        assertSame(first, address.afterUnknown());
    }

    @Test
    void aFloodOfKeysIsGivenUp() throws IOException {
        server.answer("200 OK", " ".repeat(TrustedKeys.LARGEST + 1));
        JwksAddress address = address();

        IOException failure = assertThrows(IOException.class, address::current);

        assertTrue(String.valueOf(failure.getMessage()).contains("more than 262144 bytes"), failure::toString);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        server.mayAnswer = new CountDownLatch(1);
        JwksAddress address = new JwksAddress(server.address(), Duration.ofMillis(200), nanos::get);

        assertThrows(IOException.class, address::current);
    }

    @Test
    void withoutKeysItAsksAgainButNotAtOnce() throws IOException {
        server.answer("503 Service Unavailable", "");
        JwksAddress address = address();
        assertThrows(IOException.class, address::current);
        serve("one");

        assertThrows(IOException.class, address::current);
        assertThrows(IOException.class, address::afterUnknown);
        assertEquals(1, server.requests.get());
        pass(JwksAddress.BETWEEN_FIRST);

        assertTrue(has(address.current(), "one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example.com/",
                "http://127.0.0.1.example.com/",
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "https:keys",
                "/keys",
                "https://user:secret@keys.example.com/",
                "https://keys.example.com/#fragment"
            })
    void addressesThatAreNotSafeAreRefused(String address) {
        assertThrows(IllegalArgumentException.class, () -> new JwksAddress(URI.create(address)));
    }
}
