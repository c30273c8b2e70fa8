package io.stowage.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep did, or would do.
 *
 * @param freed what was removed for good; in a rehearsal, what sweeps to the end would remove if nothing else happened
 * @param aside what this sweep put aside; nothing in a rehearsal
 * @param young what is not needed and was left in its place, because it is younger than the grace time
 * @param waiting all that is aside when the sweep ends, whichever put it there: removed by a later sweep, unless somebody
 *     asks for it before
 * @param nextRemoval from when on a sweep can remove some of what is waiting, by the storage's clock; empty if nothing is
 * @param broughtBack how many things that were aside are needed again
 * @param remains how many files were removed that interrupted writes had left
 * @param kept why something stayed that looked free, for people; the first of many
 */
public record SweepReport(
        Tally freed,
        Tally aside,
        Tally young,
        Tally waiting,
        Optional<Instant> nextRemoval,
        long broughtBack,
        long remains,
        List<String> kept) {

    /** Copies the reasons. */
    public SweepReport {
        kept = List.copyOf(kept);
    }

    /**
     * Things of three kinds.
     *
     * @param manifests manifests of repositories
     * @param links blobs of repositories, whose bytes others may have too
     * @param blobs blobs, and bytes of manifests, that no repository has
     * @param bytes how many bytes those blobs have
     */
    public record Tally(long manifests, long links, long blobs, long bytes) {
        /** Nothing at all. */
        public static final Tally NOTHING = new Tally(0, 0, 0, 0);

        /** As many as in both. */
        public Tally plus(Tally other) {
            return new Tally(
                    manifests + other.manifests, links + other.links, blobs + other.blobs, bytes + other.bytes);
        }
    }
}
