package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.internal.DigestSet;
import io.stowage.storage.Sweep;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Sweeps the bytes: those that no repository links to go. */
final class BlobSweep {
    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final SweptFiles swept;
    private final DigestSet held;
    private long visited;

    BlobSweep(FilesystemLayout layout, FreshLookups lookups, SweptFiles swept, DigestSet held) {
        this.layout = layout;
        this.lookups = lookups;
        this.swept = swept;
        this.held = held;
    }

    void sweep(Sweep.Progress progress) throws IOException {
        for (Path directory : layout.above()) {
            swept.clearTemporary(directory, lookups.names(directory));
        }
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path all = layout.blobs(algorithm);
            for (String prefix : names(all)) {
                try {
                    sweep(algorithm, all.resolve(prefix), progress);
                } catch (FileSystemException e) {
                    swept.count.kept("blobs in " + all.resolve(prefix) + ": " + e);
                }
            }
        }
    }

    private void sweep(DigestAlgorithm algorithm, Path group, Sweep.Progress progress) throws IOException {
        Set<String> aside = Set.copyOf(lookups.names(layout.aside(group)));
        for (String name : names(group, aside)) {
            Digest digest = Digest.tryParse(algorithm + ":" + name).orElse(null);
            Path data = digest == null ? null : layout.blobData(digest);
            if (digest == null || data == null || !data.startsWith(group)) {
                continue; // foreign
            }
            try {
                sweep(digest, data, aside.contains(name));
            } catch (FileSystemException e) {
                swept.count.kept("blob " + digest + ": " + e);
            }
            progress.at(++visited, swept.count.freed.bytes());
        }
        swept.prune(group);
        swept.prune(layout.aside(group));
    }

    private void sweep(Digest digest, Path data, boolean isAside) throws IOException {
        Path directory = Objects.requireNonNull(data.getParent());
        Claim claim = Claim.neededIf(held.contains(digest));
        boolean stays = isAside
                ? swept.settle(data, claim, SweepCount.Kind.BLOB)
                : swept.settleInPlace(data, claim, SweepCount.Kind.BLOB);
        List<String> names = lookups.names(directory);
        swept.clearTemporary(directory, names);
        if (!stays) {
            Path size = layout.blobSize(digest);
            if (names.contains(String.valueOf(size.getFileName()))) {
                swept.clear(size);
            }
            swept.prune(directory);
        }
        if (isAside) {
            swept.tidy(layout.aside(directory));
        }
    }

    /** What is in a directory or was put aside from it. */
    private Set<String> names(Path directory) throws IOException {
        return names(directory, lookups.names(layout.aside(directory)));
    }

    /** What is in a directory, and what was put aside from it before. */
    private Set<String> names(Path directory, Collection<String> aside) throws IOException {
        Set<String> names = new TreeSet<>(aside);
        List<String> there = lookups.names(directory);
        swept.clearTemporary(directory, there);
        names.addAll(there);
        return names;
    }
}
