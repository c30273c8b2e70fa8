package io.stowage.registry.storage.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Decides about one file after the other: stays, goes aside, comes back, or goes for good. */
abstract class SweptFiles {
    final SweepCount count;
    final Instant startedAt;
    final Duration grace;
    private final SweepLease lease;
    private final FreshLookups lookups;
    private final Aside aside;

    SweptFiles(SweepCount count, SweepLease lease, Duration grace, FreshLookups lookups, Aside aside) {
        this.lookups = lookups;
        this.count = count;
        this.lease = lease;
        this.startedAt = lease.startedAt();
        this.grace = grace;
        this.aside = aside;
    }

    /**
     * Deals with a file that may be in its place, aside, or nowhere.
     *
     * @return whether it is still to be had, in its place or aside
     */
    final boolean settle(Path file, Claim claim, SweepCount.Kind kind) throws IOException {
        lease.refresh();
        Optional<BasicFileAttributes> there = lookups.attributes(file);
        Optional<BasicFileAttributes> away = Optional.empty();
        if (there.isEmpty()) {
            away = aside.attributes(file);
            if (away.isEmpty()) {
                there = lookups.attributes(file); // brought back between the two looks
            }
        }
        if (there.isPresent()) {
            if (aside.attributes(file).isPresent()) {
                dropDouble(file);
            }
            return settle(file, there.get(), claim, kind);
        }
        if (away.isEmpty()) {
            return false;
        }
        if (claim == Claim.NEEDED) {
            bringBack(file);
            count.broughtBack++;
            return true;
        }
        return waits(file, claim, kind, away.get().size());
    }

    /** Like {@link #settle}, for a file beside whose place nothing was aside a moment ago. */
    final boolean settleInPlace(Path file, Claim claim, SweepCount.Kind kind) throws IOException {
        Optional<BasicFileAttributes> there = lookups.attributes(file);
        if (there.isEmpty()) {
            return settle(file, claim, kind); // who knows where it is by now
        }
        lease.refresh();
        return settle(file, there.get(), claim, kind);
    }

    private boolean settle(Path file, BasicFileAttributes there, Claim claim, SweepCount.Kind kind) throws IOException {
        if (claim == Claim.NEEDED || !there.isRegularFile()) {
            return true;
        }
        if (!isOld(there)) {
            count.young.add(kind, there.size());
            return true;
        }
        return leaves(file, claim, kind, there.size());
    }

    /**
     * Removes a file, or an empty directory, that nobody can want, if it is old.
     *
     * @return whether a file went
     */
    final boolean clear(Path remains) throws IOException {
        Optional<BasicFileAttributes> there = lookups.attributes(remains);
        if (there.isEmpty() || !isOld(there.get())) {
            return false;
        }
        if (there.get().isDirectory()) {
            prune(remains);
            return false;
        }
        if (there.get().isRegularFile()) {
            delete(remains);
            return true;
        }
        return false;
    }

    /** Clears what interrupted writes left among the entries of a directory. */
    final void clearTemporary(Path directory, Collection<String> names) throws IOException {
        for (String name : names) {
            if (FilesystemLayout.isAnyTemporary(name) && clear(directory.resolve(name))) {
                count.remains++;
            }
        }
    }

    /** Deals with a file that is in its place, old, and not needed. Answers as {@link #settle} does. */
    abstract boolean leaves(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException;

    /** Deals with a file that is aside and not needed. Answers as {@link #settle} does. */
    abstract boolean waits(Path file, Claim claim, SweepCount.Kind kind, long size) throws IOException;

    /** Removes a file that is aside, while another was written in its place. */
    abstract void dropDouble(Path file) throws IOException;

    abstract void bringBack(Path file) throws IOException;

    abstract void delete(Path file) throws IOException;

    /** Removes a directory if it is empty. */
    abstract void prune(Path directory);

    /** What is claimed of a blob when no manifest is left that may come back. */
    Claim afterItsManifests(Claim claim) {
        return claim; // those that went may have gone a moment ago
    }

    /** Makes durable that links went: before that of which they say that it is there. */
    void makeDurable() throws IOException {}

    /** Clears a directory of what interrupted writes left, and removes it if nothing else is in it. */
    final void tidy(Path directory) throws IOException {
        List<String> names = lookups.names(directory);
        clearTemporary(directory, names);
        if (names.stream().allMatch(FilesystemLayout::isAnyTemporary)) {
            prune(directory);
        }
    }

    final boolean isOld(BasicFileAttributes attributes) {
        return !attributes.lastModifiedTime().toInstant().plus(grace).isAfter(startedAt);
    }
}
