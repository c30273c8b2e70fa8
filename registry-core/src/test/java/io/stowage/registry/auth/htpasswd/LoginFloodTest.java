package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Ticker;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads guess from one address, over known and unknown users and never the same twice, while good users log in.
 * Only one check runs at a time, and each takes a while, as bcrypt does.
 */
class LoginFloodTest {
    private static final String FLOODED = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";
    private static final int GUESSERS = 16;
    private static final Duration CHECK = Duration.ofMillis(5);

    /** Some thousands of guesses in a second together, as a network brings them; a loop alone makes fifty times that. */
    private static final Duration BETWEEN_GUESSES = Duration.ofMillis(2);

    // Far above what it takes, far below what a flood in the way would take: this machine may be busy.
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ExecutorService guessers = Executors.newFixedThreadPool(GUESSERS);
    private final List<Future<Integer>> floods = new ArrayList<>();
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger guesses = new AtomicInteger();
    private volatile boolean over;

    @TempDir
    Path directory;

    private HtpasswdAuthenticator logins;

    @BeforeEach
    void aFlood() throws IOException {
        Path file = directory.resolve("htpasswd");
        Files.writeString(file, """
                alice:$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq
                bob:$2y$04$zWcQtV.WPMbjm22qHvbY4eFH8tKLHOUMnE/5Kny7bkwnGSjIgwNZ6
                five:$2y$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG
                """);
        logins = new HtpasswdAuthenticator(
                file, Challenge.basic("Stowage"), this::check, new Turnstile(1, 8), Ticker.systemTicker());
        assertInstanceOf(Authentication.Accepted.class, login("five", "secret5", FLOODED)); // remembered from now on
        for (int i = 0; i < GUESSERS; i++) {
            floods.add(guessers.submit(this::guessOn));
        }
        long deadline = System.nanoTime() + SOON.toNanos();
        while (guesses.get() < 1000) {
            assertTrue(System.nanoTime() < deadline, "no flood");
            LockSupport.parkNanos(CHECK.toNanos());
        }
    }

    @AfterEach
    void theFloodWasOneAndIsOver() throws Exception {
        over = true;
        int accepted = 0;
        for (Future<Integer> flood : floods) {
            accepted += flood.get(10, TimeUnit.SECONDS);
        }
        guessers.shutdown();
        assertEquals(0, accepted);
        assertTrue(checks.get() < guesses.get() / 5, checks + " checks for " + guesses + " guesses");
    }

    @Test
    void rememberedUsersPassAtOnce() throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertInstanceOf(Authentication.Accepted.class, login("five", "secret5", FLOODED));
        }
    }

    @Test
    void aFirstLoginElsewhereIsAcceptedAtItsFirstTry() throws Exception {
        assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland", ELSEWHERE));
    }

    @Test
    void aFirstLoginAtTheSameAddressIsAcceptedSoon() throws Exception {
        long start = System.nanoTime();
        Authentication verdict = login("bob", "builder", FLOODED);
        while (verdict instanceof Authentication.Deferred deferred) {
            assertTrue(System.nanoTime() - start < SOON.toNanos(), "still " + verdict);
            LockSupport.parkNanos(deferred.delay().toNanos()); // as a client that does what it is told
            verdict = login("bob", "builder", FLOODED);
        }

        assertInstanceOf(Authentication.Accepted.class, verdict);
    }

    private int guessOn() throws IOException {
        int accepted = 0;
        while (!over) {
            int guess = guesses.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_GUESSES.toNanos());
            String user = List.of("alice", "bob", "five", "stranger" + guess).get(guess % 4);
            accepted += login(user, "guess " + guess, FLOODED) instanceof Authentication.Accepted ? 1 : 0;
        }
        return accepted;
    }

    private boolean check(BcryptHash hash, String password) {
        checks.incrementAndGet();
        LockSupport.parkNanos(CHECK.toNanos());
        return hash.matches(password);
    }

    private Authentication login(String user, String password, String address) throws IOException {
        return logins.authenticate(new LoginAttempt(new Credentials.Basic(user, password), address));
    }
}
