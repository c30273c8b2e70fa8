package io.stowage.registry.gc;

import io.stowage.storage.SweepReport;
import java.time.Duration;
import java.util.List;

/**
 * What a run of the collector did, or would do.
 *
 * @param swept what was put aside and removed
 * @param uploads how many uploads were removed
 * @param kept why something stayed that looked free, for people
 * @param took how long it took
 */
public record CollectorReport(SweepReport swept, int uploads, List<String> kept, Duration took) {
    /** Copies the reasons. */
    public CollectorReport {
        kept = List.copyOf(kept);
    }
}
