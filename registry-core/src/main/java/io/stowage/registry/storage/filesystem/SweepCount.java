package io.stowage.registry.storage.filesystem;

import io.stowage.storage.SweepReport;
import java.util.ArrayList;
import java.util.List;

/** Counts what a sweep does. */
final class SweepCount {
    private static final int MOST_REASONS = 100;

    final Kinds freed = new Kinds();
    final Kinds aside = new Kinds();
    long broughtBack;
    long remains;
    private final List<String> kept = new ArrayList<>();

    void kept(String reason) {
        if (kept.size() < MOST_REASONS) {
            kept.add(reason);
        }
    }

    SweepReport report() {
        return new SweepReport(freed.tally(), aside.tally(), broughtBack, remains, kept);
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

        private SweepReport.Tally tally() {
            return new SweepReport.Tally(manifests, links, blobs, bytes);
        }
    }
}
