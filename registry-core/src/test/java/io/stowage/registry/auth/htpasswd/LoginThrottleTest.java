package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.testing.FakeTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may try when, with every password wrong unless a test says otherwise. */
class LoginThrottleTest {
    private static final String HERE = "10.0.0.1";
    private static final String ELSEWHERE = "10.0.0.2";

    private final FakeTime time = new FakeTime();
    private final LoginThrottle throttle = new LoginThrottle(time.ticker());
    private final Fingerprints fingerprints = new Fingerprints(new SecureRandom());
    private int guesses;

    @Test
    void fiveFailuresAreFreeAndThenTheDelayDoublesUpToHalfAMinute() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long delay = secondsUntilNextGuess("alice", HERE);
            delays.add(delay);
        }

        assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L), delays);
    }

    @Test
    void whatFailsAtOneAddressIsNothingToAnother() {
        slowDown("alice", HERE);

        assertEquals(Optional.empty(), guess("alice", ELSEWHERE));
    }

    @Test
    void whatFailsForOneUserIsNothingToAnotherAtTheSameAddress() {
        slowDown("alice", HERE);

        assertEquals(Optional.empty(), guess("bob", HERE));
    }

    @Test
    void aSuccessMakesGoodForAllFailuresOfTheUserThere() {
        LoginThrottle.Attempt right = attempt("alice", "right", HERE);
        for (int i = 0; i < 4; i++) {
            guess("alice", HERE);
        }
        assertEquals(Optional.empty(), throttle.admit(right));
        throttle.succeeded(right);

        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), guess("alice", HERE));
        }
    }

    @Test
    void failuresAreForgottenWithTime() {
        slowDown("alice", HERE);
        time.pass(Duration.ofMinutes(20));

        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), guess("alice", HERE));
        }
    }

    @Test
    void attemptsAtTheSameTimeCountBeforeTheyHaveFailed() {
        long admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += guess("alice", HERE).isEmpty() ? 1 : 0;
        }

        assertEquals(5, admitted);
    }

    @Test
    void whatWasNotMadeDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            LoginThrottle.Attempt attempt = attempt("alice", "p" + i, HERE);
            assertEquals(Optional.empty(), throttle.admit(attempt));
            throttle.notMade(attempt);
        }
    }

    @Test
    void oneAddressThatFailsForManyUsersIsSlowedDownToOneGuessInTwoSeconds() {
        int admitted = 0;
        for (int i = 0; i < 600; i++) {
            admitted += guess("user" + i, HERE).isEmpty() ? 1 : 0;
            time.pass(Duration.ofMillis(100));
        }

        // 50 for nothing, and as many again while the delay grows and in the minute that this took
        assertTrue(admitted >= 50 && admitted <= 90, admitted + " of 600");
        assertEquals(Optional.empty(), guess("user0", ELSEWHERE));
    }

    @Test
    void manyLoginsThatSucceedSlowNobodyDown() {
        for (int i = 0; i < 1000; i++) {
            LoginThrottle.Attempt right = attempt("user" + i, "right", HERE);
            assertEquals(Optional.empty(), throttle.admit(right));
            throttle.succeeded(right);
        }
    }

    @Test
    void whoeverComesAgainWithTheSamePasswordWhenToldIsNotKeptOutByAFloodOverManyUsers() {
        for (int i = 0; i < 1000; i++) {
            guess("user" + i, HERE);
        }

        assertTrue(secondsUntilAdmittedInAFlood("user", "carol") <= 3);
    }

    @Test
    void whoeverComesAgainWithTheSamePasswordWhenToldIsNotKeptOutByAFloodOnTheSameUser() {
        for (int i = 0; i < 1000; i++) {
            guess("alice", HERE);
        }

        assertTrue(secondsUntilAdmittedInAFlood("alice", "alice") <= 31);
    }

    @Test
    void aPasswordThatComesWhenNobodyElseDoesNeedsToComeOnlyOnce() {
        slowDown("alice", HERE);
        guess("alice", HERE); // turned away
        time.pass(Duration.ofSeconds(31));

        assertEquals(Optional.empty(), throttle.admit(attempt("alice", "right", HERE)));
    }

    @Test
    void manyNamesAreNotKept() {
        for (int i = 0; i < 20_000; i++) {
            guess("user" + i, "10.0." + i / 256 + "." + i % 256);
        }

        assertTrue(throttle.brakes() <= 20_000, throttle.brakes() + " brakes");
    }

    /** A hundred guesses in each second, never the same twice, while somebody does as told. */
    private long secondsUntilAdmittedInAFlood(String floodedUser, String user) {
        LoginThrottle.Attempt right = attempt(user, "right", HERE);
        long waited = 0;
        Optional<Duration> delay = throttle.admit(right);
        while (delay.isPresent() && waited < 1000) {
            long seconds = (delay.get().toMillis() + 999) / 1000;
            for (int i = 0; i < 100 * seconds; i++) {
                time.pass(Duration.ofMillis(10));
                guess(floodedUser.equals(user) ? user : floodedUser + i, HERE);
            }
            waited += seconds;
            delay = throttle.admit(right);
        }
        return waited;
    }

    private void slowDown(String user, String address) {
        for (int i = 0; i < 10; i++) {
            secondsUntilNextGuess(user, address);
        }
    }

    /** Guesses again and again until it may, and says how long that took. */
    private long secondsUntilNextGuess(String user, String address) {
        LoginThrottle.Attempt attempt = attempt(user, "guess" + guesses++, address);
        long seconds = 0;
        while (throttle.admit(attempt).isPresent()) {
            time.pass(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    private Optional<Duration> guess(String user, String address) {
        return throttle.admit(attempt(user, "guess" + guesses++, address));
    }

    private LoginThrottle.Attempt attempt(String user, String password, String address) {
        return new LoginThrottle.Attempt(fingerprints.of(user, password), fingerprints.of(user, address), address);
    }
}
