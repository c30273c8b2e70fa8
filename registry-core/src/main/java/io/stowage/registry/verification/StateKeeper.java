package io.stowage.registry.verification;

import io.stowage.storage.Inspection;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the state in the storage. If that cannot be written to, a verification can do without. */
final class StateKeeper {
    private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);

    /** Who this is, among all instances. */
    static final String SELF = ProcessHandle.current().pid() + "-" + UUID.randomUUID();

    private final Inspection inspection;
    private final String name;
    private boolean failed;

    StateKeeper(Inspection inspection, String name) {
        this.inspection = inspection;
        this.name = name;
    }

    Optional<VerificationState> read() throws IOException {
        return inspection.note(name).flatMap(VerificationState::parse);
    }

    void keep(VerificationState state) {
        if (failed) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // files that an interrupted thread writes to are closed
        try {
            inspection.keepNote(name, state.toJson());
        } catch (IOException e) {
            failed = true;
            log.warn("could not note how far the verification is; if interrupted it begins anew: {}", e.toString());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
