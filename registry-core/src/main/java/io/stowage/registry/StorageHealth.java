package io.stowage.registry;

import static java.util.Objects.requireNonNull;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.StorageFailedException;
import io.stowage.storage.StorageTrouble;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a registry's storage works: red from the first failure that concerns all of it, green again when a
 * {@link #check} succeeds. A disk with a little room passes every check and fails every larger push; it stays red until no
 * request has failed for {@value #QUIET_SECONDS} seconds.
 *
 * <p>Whoever serves the registry calls {@link #check} every few seconds, in a thread that may be held up: on a network
 * share that does not answer it hangs, which is seen too. Each change is one line in the log, and a storage in trouble no
 * line per request. Safe for use by many threads; {@link #state} never waits for the storage.
 */
public final class StorageHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StorageHealth.class);

    private static final int QUIET_SECONDS = 10;
    private static final Duration QUIET = Duration.ofSeconds(QUIET_SECONDS);

    // A loaded disk may take long to sync a file, and is not to be taken out of service for that.
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

    private final RegistryStorage storage;
    private final Clock clock;

    // The state below is guarded by this.
    private State state;
    private @Nullable Instant lastFailure;
    private @Nullable Instant checkBegan;

    StorageHealth(RegistryStorage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
        this.state = new State(Optional.empty(), clock.instant());
    }

    /**
     * How the storage is.
     *
     * @param trouble what is wrong; empty if nothing is
     * @param since since when
     */
    public record State(Optional<StorageTrouble> trouble, Instant since) {
        /** Checks the parts. */
        public State {
            requireNonNull(trouble, "trouble is null");
            requireNonNull(since, "since is null");
        }

        /** Whether nothing is wrong. */
        public boolean isGreen() {
            return trouble.isEmpty();
        }

        /**
         * Whether content can be pulled, as far as is known: also from a storage that is full or read-only, so that it
         * would make things worse to send clients away.
         */
        public boolean isReadable() {
            return trouble.map(reason -> reason != StorageTrouble.UNREACHABLE).orElse(true);
        }
    }

    /** How the storage is now. */
    public synchronized State state() {
        if (checkBegan != null && LONGEST_CHECK.compareTo(Duration.between(checkBegan, clock.instant())) < 0) {
            become(
                    Optional.of(StorageTrouble.UNREACHABLE),
                    "it has not answered for " + LONGEST_CHECK.toSeconds() + " s");
        }
        return state;
    }

    /**
     * Tries the storage, and waits for it; not while another call does so. It is for {@link #state} to tell what came of
     * it.
     */
    public void check() {
        if (!begin()) {
            return;
        }
        @Nullable Exception failure = null;
        try {
            storage.check();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        end(failure);
    }

    /**
     * Takes note of a failure that a request met. One that concerns a single file, or may be a mistake in the code, changes
     * nothing.
     *
     * @return whether the log has heard of this trouble, so that no line per request is needed. Not of a damaged medium:
     *     it is damaged in a place, and who mends it has to know in which
     */
    public synchronized boolean failed(IOException failure) {
        StorageTrouble trouble = StorageTrouble.of(failure);
        if (concernsAll(trouble, failure)) {
            lastFailure = clock.instant();
            become(Optional.of(trouble), reason(failure));
        }
        return state.trouble.equals(Optional.of(trouble)) && trouble != StorageTrouble.DAMAGED;
    }

    private static boolean concernsAll(StorageTrouble trouble, IOException failure) {
        return switch (trouble) {
            case FULL, READ_ONLY, OVERLOADED, DAMAGED -> true;
            // NFS says so also of one file that another machine removed; then the next check knows more.
            case UNREACHABLE -> failure instanceof StorageFailedException;
            case FORBIDDEN, OBSTRUCTED, OTHER -> false;
        };
    }

    private synchronized boolean begin() {
        if (checkBegan != null) {
            state(); // the other may have been waiting for too long
            return false;
        }
        checkBegan = clock.instant();
        return true;
    }

    private synchronized void end(@Nullable Exception failure) {
        checkBegan = null;
        if (failure != null) {
            become(Optional.of(StorageTrouble.of(failure)), reason(failure));
            LOG.debug("the storage failed a check", failure);
        } else if (isOver()) {
            become(Optional.empty(), "");
        }
    }

    /** Whether a check that succeeded says that it is. A small file may fit where a push does not. */
    private boolean isOver() {
        if (state.isGreen() || lastFailure == null) {
            return true;
        }
        return switch (state.trouble.get()) {
            case FULL, OVERLOADED, DAMAGED -> isPast(lastFailure);
            case READ_ONLY, UNREACHABLE, FORBIDDEN, OBSTRUCTED, OTHER -> true;
        };
    }

    private boolean isPast(Instant failure) {
        // Either way: the clock may have been put back.
        return Duration.between(failure, clock.instant()).abs().compareTo(QUIET) >= 0;
    }

    private void become(Optional<StorageTrouble> trouble, String reason) {
        if (trouble.equals(state.trouble)) {
            return;
        }
        Instant now = clock.instant();
        if (trouble.isPresent()) {
            LOG.error("storage: {} ({})", describe(trouble.get()), reason);
        } else {
            long seconds = Duration.between(state.since, now).toSeconds();
            LOG.info("storage: works again, after {} s of trouble", seconds);
        }
        state = new State(trouble, now);
    }

    private static String describe(StorageTrouble trouble) {
        return switch (trouble) {
            case FULL -> "full, pushes fail and pulls go on";
            case READ_ONLY -> "read-only, pushes fail and pulls go on";
            case UNREACHABLE -> "away, everything fails";
            case OVERLOADED -> "too much is open, requests fail now and then";
            case DAMAGED -> "the medium is damaged";
            case FORBIDDEN -> "it may not be written to by this account";
            case OBSTRUCTED -> "something foreign is in the way";
            case OTHER -> "cannot be written to";
        };
    }

    private static String reason(Exception failure) {
        String type = failure.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return failure.getMessage() == null ? type : failure.getMessage();
    }
}
