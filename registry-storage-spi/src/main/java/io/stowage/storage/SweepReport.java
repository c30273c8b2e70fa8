package io.stowage.storage;

import java.util.List;

/**
 * What a sweep did, or would do.
 *
 * @param freed what was removed for good
 * @param aside what was put aside; it is removed by a later sweep, unless somebody asks for it before
 * @param broughtBack how many things that were aside are needed again
 * @param remains how many temporary files and empty directories were removed
 * @param kept why something stayed that looked free, for people; the first of many
 */
public record SweepReport(Tally freed, Tally aside, long broughtBack, long remains, List<String> kept) {

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
    public record Tally(long manifests, long links, long blobs, long bytes) {}
}
