package io.stowage.registry.storage.filesystem;

import io.stowage.registry.storage.filesystem.PermissionReport.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Counts what is found in a directory, and keeps the first few. */
final class Findings {
    private static final int EXAMPLES = 20;
    private static final int STEP = 1_000;

    private final LongConsumer progress;
    private final List<Example> examples = new ArrayList<>();
    private long entries;
    private long differing;
    private long changed;
    private long unusable;
    private long failed;
    private long skipped;

    Findings(LongConsumer progress) {
        this.progress = progress;
    }

    void entry() {
        entries++;
        if (entries % STEP == 0) {
            progress.accept(entries);
        }
    }

    void differs(Path path, String how) {
        differing++;
        example(path, how);
    }

    void changed() {
        changed++;
    }

    void unusable(Path path, String why) {
        unusable++;
        example(path, why);
    }

    void failed(Path path, String why) {
        failed++;
        example(path, why);
    }

    void skipped(Path path, String why) {
        skipped++;
        example(path, why);
    }

    PermissionReport report() {
        progress.accept(entries);
        return new PermissionReport(entries, differing, changed, unusable, failed, skipped, examples);
    }

    private void example(Path path, String finding) {
        if (examples.size() < EXAMPLES) {
            examples.add(new Example(path, finding));
        }
    }
}
