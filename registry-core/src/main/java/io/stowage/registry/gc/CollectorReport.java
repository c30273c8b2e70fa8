package io.stowage.registry.gc;

import io.stowage.registry.upload.StaleUploadReaper.Reaped;
import io.stowage.storage.SweepReport;
import java.time.Duration;
import java.util.List;

/**
 * What a run of the collector did, or would do.
 *
 * @param swept what was put aside and removed
 * @param uploads the abandoned uploads that were removed
 * @param repositories how many repositories were looked at
 * @param kept why something stayed that looked free, for people; the first of many
 * @param took how long it took
 */
public record CollectorReport(SweepReport swept, Reaped uploads, long repositories, List<String> kept, Duration took) {
    /** Copies the reasons. */
    public CollectorReport {
        kept = List.copyOf(kept);
    }

    /** Whether there is nothing left to be freed, as long as nothing changes. */
    boolean isFinal() {
        // What was kept for some reason may be free now that its reason is.
        boolean settled = swept.freed().equals(SweepReport.Tally.NOTHING) || kept.isEmpty();
        return settled
                && swept.aside().equals(SweepReport.Tally.NOTHING)
                && swept.waiting().equals(SweepReport.Tally.NOTHING);
    }

    /** The two as one, where this is the earlier. */
    CollectorReport then(CollectorReport later) {
        SweepReport second = later.swept;
        return new CollectorReport(
                new SweepReport(
                        swept.freed().plus(second.freed()),
                        second.aside(),
                        second.young(),
                        second.waiting(),
                        second.nextRemoval(),
                        swept.broughtBack() + second.broughtBack(),
                        swept.remains() + second.remains(),
                        second.kept()),
                uploads.plus(later.uploads),
                later.repositories,
                later.kept,
                took.plus(later.took));
    }
}
