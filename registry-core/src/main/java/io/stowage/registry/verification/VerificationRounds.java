package io.stowage.registry.verification;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifications in rounds, as a serving registry runs them: each goes on after a restart where it was, begins some time
 * after the one before has ended, and logs what it finds that the one before did not.
 *
 * <p>Of several instances over one storage one works on a round. How far it is, who is at it and what is known already is
 * a note in the storage, believed for ten minutes; so if the clocks of instances differ, or two begin at the same moment, a
 * round may be run twice, which only costs time.
 *
 * <p>Belongs to one thread.
 */
public final class VerificationRounds {
    private static final Logger log = LoggerFactory.getLogger(VerificationRounds.class);
    private static final String NOTE = "verification-rounds";
    private static final Duration BELIEVED = Duration.ofMinutes(10);

    private final ContentVerifier verifier;
    private final Duration interval;
    private final Clock clock;

    VerificationRounds(ContentVerifier verifier, Duration interval, Clock clock) {
        this.verifier = verifier;
        this.interval = requireNonNull(interval, "interval is null");
        this.clock = clock;
    }

    /**
     * Runs a round, or what is left of one, if it is due and nobody else is at it. To be called every few minutes.
     *
     * @return what it found; empty if there was nothing to do
     * @throws java.io.InterruptedIOException if the thread was interrupted; the next call, of any instance, goes on
     * @throws IOException if it could not be done
     */
    public Optional<VerificationReport> runIfDue() throws IOException {
        StateKeeper keeper = verifier.keeper(NOTE);
        Instant now = clock.instant();
        Optional<VerificationState> last = keeper.read();
        if (last.isPresent() && !isDue(last.get(), now)) {
            return Optional.empty();
        }
        VerificationState state = last.filter(known -> !known.ended())
                .orElseGet(() -> VerificationState.begin(
                        StateKeeper.SELF,
                        now,
                        last.map(VerificationState::known).orElse(List.of())));
        VerificationReport report = verifier.run(keeper, state, progress -> {});
        tell(report, new HashSet<>(state.known()));
        return Optional.of(report);
    }

    private boolean isDue(VerificationState last, Instant now) {
        return last.ended()
                ? !last.seen().plus(interval).isAfter(now)
                : last.by().equals(StateKeeper.SELF)
                        || last.seen().plus(BELIEVED).isBefore(now);
    }

    private static void tell(VerificationReport report, Set<String> known) {
        List<Finding> news = new ArrayList<>();
        for (Finding finding : report.findings()) {
            if (!known.contains(finding.subject())) {
                news.add(finding);
            }
        }
        for (Finding finding : news) {
            log.warn("verification: {}", finding);
        }
        log.info("verified {} blobs and manifests, {} bytes of them now, in {} s; findings: {}, new: {}", new Object[] {
            report.before() + report.contents(),
            report.bytes(),
            report.took().toSeconds(),
            report.findingsInAll(),
            news.size()
        });
    }
}
