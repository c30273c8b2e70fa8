package io.stowage.registry.auth.htpasswd;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ticker;
import com.google.common.hash.HashCode;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.internal.ReloadedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Users whose names and passwords are in a file, as {@code htpasswd -B} writes it: one {@code name:hash} on each line,
 * in UTF-8, with bcrypt hashes ({@code $2a$}, {@code $2b$}, {@code $2y$}) of a cost up to 15. Users with other hashes
 * cannot log in; their lines are named in the log. Of a password the first 72 bytes count, as with {@code htpasswd}.
 *
 * <p>The file, of up to 4 MiB, is read again within a second after it has changed. If it cannot be read then, or is empty
 * or breaks off, the users that were read last stay, and the log says so.
 *
 * <p>A password that was right is remembered while it is in use and its hash is in the file, so that bcrypt need not run
 * for every request; what is kept is an HMAC of it under a key of this process. Wrong ones are remembered for ten
 * minutes. Guessing is slowed down, by {@link Authentication.Deferred}, for each user at each address and for each
 * address; users at other addresses, and passwords that are remembered, do not feel it. A check takes place in the thread
 * of the request, on all processors but one at most.
 *
 * <p>Safe for use by many threads. Holds no resources that would have to be closed.
 */
public final class HtpasswdAuthenticator implements Authenticator {
    private static final String REALM = "Stowage";
    private static final Authentication NOT_MINE = new Authentication.NotMine();

    /** Some 50,000 users. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_WAITING = 32;
    private static final int MOST_FOLLOWING = 64;
    private static final Duration OVERLOADED = Duration.ofSeconds(1);

    private final ReloadedFile<Users> file;
    private final Challenge challenge;
    private final BiPredicate<BcryptHash, String> check;
    private final Turnstile turnstile;
    private final LoginMemory memory;
    private final LoginThrottle throttle;
    private final Fingerprints fingerprints = new Fingerprints(new SecureRandom());
    private final SingleFlight<LoginThrottle.Attempt, Authentication> flights = new SingleFlight<>(MOST_FOLLOWING);

    HtpasswdAuthenticator(
            Path file, Challenge challenge, BiPredicate<BcryptHash, String> check, Turnstile turnstile, Ticker ticker)
            throws IOException {
        this.file = ReloadedFile.open("users", file, MOST_BYTES, text -> Users.parse(file, text), ticker::read);
        this.challenge = challenge;
        this.check = check;
        this.turnstile = turnstile;
        this.memory = new LoginMemory(ticker);
        this.throttle = new LoginThrottle(ticker);
    }

    /**
     * The users of a file.
     *
     * @throws IOException if it cannot be read, is too large or no UTF-8, is empty or breaks off
     */
    public static HtpasswdAuthenticator open(Path file) throws IOException {
        return open(file, REALM);
    }

    /**
     * The users of a file.
     *
     * @param realm what people are told that they log in to; without quotes, backslashes and what is not ASCII
     * @throws IOException if it cannot be read, is too large or no UTF-8, is empty or breaks off
     */
    public static HtpasswdAuthenticator open(Path file, String realm) throws IOException {
        requireNonNull(file, "file is null");
        int checksAtATime = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        return new HtpasswdAuthenticator(
                file,
                Challenge.basic(realm),
                BcryptHash::matches,
                new Turnstile(checksAtATime, MOST_WAITING),
                Ticker.systemTicker());
    }

    @Override
    public Authentication authenticate(LoginAttempt attempt) throws IOException {
        if (!(attempt.credentials() instanceof Credentials.Basic basic)) {
            return NOT_MINE;
        }
        if (basic.user().isEmpty()) { // in no file
            return verdict(basic, false);
        }
        BcryptHash hash = file.value().hashOf(basic.user());
        HashCode password = fingerprints.of(basic.user(), hash.text(), basic.password());
        Optional<Boolean> known = memory.recall(password);
        if (known.isPresent()) {
            return verdict(basic, known.get());
        }
        String address = Neighbourhood.of(attempt.address());
        LoginThrottle.Attempt unknown =
                new LoginThrottle.Attempt(password, fingerprints.of(basic.user(), address), address);
        return flights.run(unknown, () -> check(basic, hash, unknown)).orElseGet(() -> deferred(basic, OVERLOADED));
    }

    @Override
    public Optional<Challenge> challenge() {
        return Optional.of(challenge);
    }

    private Authentication check(Credentials.Basic basic, BcryptHash hash, LoginThrottle.Attempt attempt)
            throws IOException {
        // Another may have checked it since it was last looked for.
        Optional<Boolean> known = memory.recall(attempt.password());
        if (known.isPresent()) {
            return verdict(basic, known.get());
        }
        Optional<Duration> delay = throttle.admit(attempt);
        if (delay.isPresent()) {
            return deferred(basic, delay.get());
        }
        Optional<Boolean> right = Optional.empty();
        try {
            right = turnstile.pass(attempt.address(), () -> check.test(hash, basic.password()));
        } finally {
            if (right.isEmpty()) {
                throttle.notMade(attempt);
            }
        }
        if (right.isEmpty()) {
            return deferred(basic, OVERLOADED);
        }
        memory.remember(attempt.password(), right.get());
        if (right.get()) {
            throttle.succeeded(attempt);
        }
        return verdict(basic, right.get());
    }

    private static Authentication verdict(Credentials.Basic basic, boolean isRight) {
        return isRight
                ? new Authentication.Accepted(Caller.user(basic.user(), Set.of()))
                : new Authentication.Rejected(basic.user(), "wrong user name or password");
    }

    private static Authentication deferred(Credentials.Basic basic, Duration delay) {
        return new Authentication.Deferred(basic.user(), delay);
    }
}
