package io.stowage.token;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in a directory, made there at the first start and renewed by age. Any number of instances may share the directory,
 * also over NFS, and start at once: they agree on the keys without locks.
 *
 * <p>A new key signs five minutes after it was made. By then every instance knows it, since each reads the directory once
 * a minute, and at once (but not more than every five seconds) when it meets a token of an unknown key. The key before it
 * verifies for an hour and ten minutes more, which is longer than any token lives, and is then removed. The clocks of the
 * instances may be five minutes apart.
 *
 * <p>To take a key out of service at once, such as one that was stolen, remove its file: within a minute its tokens are
 * good for nothing, clients fetch others, and if it was the only key a new one is made.
 *
 * <p>The directory is made with mode 0700, the files with 0600, whatever the umask. If it cannot be read for a while, the
 * keys that were read before go on to be used.
 */
public final class TokenKeyDirectory extends TokenKeys {
    /** How often a key is renewed if nothing else is said. */
    public static final Duration USUAL_AGE = Duration.ofDays(90);

    static final Duration REREAD = Duration.ofMinutes(1);
    private static final Duration REREAD_FOR_UNKNOWN = Duration.ofSeconds(5);
    private static final Duration LEAST_AGE = Duration.ofHours(1);
    private static final int ATTEMPTS = 20;
    private static final Logger log = LoggerFactory.getLogger(TokenKeyDirectory.class);

    private final Path path;
    private final KeyFiles files;
    private final TokenAlgorithm algorithm;
    private final Duration maxAge;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile State state;

    private record State(KeyRing ring, long highest, Instant readAt) {}

    private TokenKeyDirectory(Path path, TokenAlgorithm algorithm, Duration maxAge, Clock clock) throws IOException {
        this.path = path;
        this.files = new KeyFiles(path);
        this.algorithm = algorithm;
        this.maxAge = maxAge;
        this.clock = clock;
        files.prepare();
        state = readAndRenew(null);
        if (!state.ring().newest().orElseThrow().isFor(algorithm)) {
            rotate();
        }
    }

    /** Opens a directory with ES256 keys that are renewed every {@link #USUAL_AGE}. */
    public static TokenKeyDirectory open(Path directory) throws IOException {
        return open(directory, TokenAlgorithm.ES256, USUAL_AGE);
    }

    /**
     * Opens a directory, which is made if it is not there, and sees to it that it has a key.
     *
     * @param algorithm what a new key is for; if the newest is for another, one is made
     * @param maxAge when a key is renewed, an hour or more
     * @throws IOException if the directory cannot be made, read or written
     * @throws IllegalArgumentException if the age is less than an hour
     */
    public static TokenKeyDirectory open(Path directory, TokenAlgorithm algorithm, Duration maxAge) throws IOException {
        return open(directory, algorithm, maxAge, Clock.systemUTC());
    }

    static TokenKeyDirectory open(Path directory, TokenAlgorithm algorithm, Duration maxAge, Clock clock)
            throws IOException {
        if (maxAge.compareTo(LEAST_AGE) < 0) {
            throw new IllegalArgumentException("token keys cannot be renewed more often than every hour: " + maxAge);
        }
        return new TokenKeyDirectory(directory, requireNonNull(algorithm, "algorithm is null"), maxAge, clock);
    }

    /**
     * Makes a new key, which takes over in five minutes. Tokens that are out stay good.
     *
     * @throws IOException if it cannot be written; nothing has changed then, or another instance sees the key
     */
    public void rotate() throws IOException {
        reading.lock();
        try {
            State before = read();
            files.publish(before.highest() + 1, SigningKey.generate(algorithm, clock.instant()));
            state = read();
            log.info("there is a new token key in {}", path);
        } finally {
            reading.unlock();
        }
    }

    @Override
    SigningKey signing() throws IOException {
        refresh(REREAD);
        return state.ring()
                .signing(clock.instant())
                .orElseThrow(() -> new IOException("there is no token key in " + path));
    }

    @Override
    Optional<SigningKey> find(String id) {
        refresh(REREAD);
        Optional<SigningKey> known = state.ring().find(id, clock.instant());
        if (known.isPresent()) {
            return known;
        }
        refresh(REREAD_FOR_UNKNOWN);
        return state.ring().find(id, clock.instant());
    }

    /** Reads again what was read longer ago than that. If somebody does so already, waits for it. */
    private void refresh(Duration age) {
        if (!isOlderThan(age)) {
            return;
        }
        reading.lock();
        try {
            if (isOlderThan(age)) {
                state = readAndRenew(state);
            }
        } catch (IOException e) {
            log.warn("cannot read the token keys in {}, those read before stay in use: {}", path, e.toString());
            state = new State(state.ring(), state.highest(), clock.instant());
        } finally {
            reading.unlock();
        }
    }

    private boolean isOlderThan(Duration age) {
        return Duration.between(state.readAt(), clock.instant()).abs().compareTo(age) >= 0;
    }

    private State readAndRenew(@Nullable State before) throws IOException {
        State now = read();
        // Not more than a few: the reader of NFS may be told of a name that it is not shown yet.
        for (int attempt = 1; needsKey(now) && attempt <= ATTEMPTS; attempt++) {
            try {
                if (files.publish(now.highest() + 1, SigningKey.generate(algorithm, clock.instant()))) {
                    log.info("made a token key in {}", path);
                }
            } catch (IOException e) {
                if (now.ring().newest().isEmpty()) {
                    throw e;
                }
                log.warn("cannot make a new token key in {}, the old one goes on: {}", path, e.toString());
                break;
            }
            now = read();
        }
        if (before == null && now.ring().newest().isEmpty()) {
            throw new IOException("there is no token key in " + path);
        }
        removeOld(now);
        return now;
    }

    private boolean needsKey(State now) {
        return now.ring()
                .newest()
                .map(newest -> newest.created().plus(maxAge).isBefore(clock.instant()))
                .orElse(true);
    }

    private void removeOld(State now) {
        for (long number : now.ring().over(clock.instant())) {
            try {
                files.remove(number);
                log.info("removed token key {} of {}, whose last token has expired", number, path);
            } catch (IOException e) {
                log.warn("cannot remove token key {} of {}: {}", number, path, e.toString());
            }
        }
    }

    private State read() throws IOException {
        Instant now = clock.instant();
        KeyFiles.Found found = files.read();
        return new State(found.ring(), found.highest(), now);
    }
}
