package io.stowage.registry.storage.filesystem;

import io.stowage.storage.SweepReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what a sweep does. */
final class SweepCount {
    private static final int MOST_REASONS = 100;

    final Kinds freed = new Kinds();
    final Kinds aside = new Kinds();
    final Kinds young = new Kinds();
    private final Kinds waiting = new Kinds();
    private Optional<Instant> nextRemoval = Optional.empty();
    long broughtBack;
    long remains;
    private final List<String> kept = new ArrayList<>();

    void kept(String reason) {
        if (kept.size() < MOST_REASONS) {
            kept.add(reason);
        }
    }

    /** Something is aside, and stays so at least until then. */
    void waits(Kind kind, long size, Instant until) {
        waiting.add(kind, size);
        nextRemoval = nextRemoval.filter(earlier -> earlier.isBefore(until)).or(() -> Optional.of(until));
    }

    SweepReport report() {
        return new SweepReport(
                freed.tally(), aside.tally(), young.tally(), waiting.tally(), nextRemoval, broughtBack, remains, kept);
    }

    /** What a file was. */
    enum Kind {
        MANIFEST,
        LINK,
        BLOB
    }

    /** How many of each. */
    static final class Kinds {
        private long manifests;
        private long links;
        private long blobs;
        private long bytes;

        void add(Kind kind, long size) {
            switch (kind) {
                case MANIFEST -> manifests++;
                case LINK -> links++;
                case BLOB -> {
                    blobs++;
                    bytes += size;
                }
            }
        }

        long bytes() {
            return bytes;
        }

        private SweepReport.Tally tally() {
            return new SweepReport.Tally(manifests, links, blobs, bytes);
        }
    }
}
