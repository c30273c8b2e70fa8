package io.stowage.registry;

/**
 * How much the registry takes and answers at once.
 *
 * @param maxManifestSize the most bytes of a manifest; distribution-spec wants at least 4 MiB
 * @param maxManifestDepth the deepest nesting of a manifest's JSON
 * @param maxTagsPerPush the most tags that one manifest push may carry; distribution-spec wants at least 10
 * @param maxPageSize the most entries of a list in one answer, also where the client names no number
 * @param maxReferrersBytes about the most bytes of one page of referrers; clients stop reading at 4 MiB
 * @param minChunkSize what is announced as {@code OCI-Chunk-Min-Length}, in bytes; 0 announces nothing
 */
public record RegistryLimits(
        int maxManifestSize,
        int maxManifestDepth,
        int maxTagsPerPush,
        int maxPageSize,
        int maxReferrersBytes,
        int minChunkSize) {

    /** The limits that fit nearly everybody: 4 MiB manifests, 100 levels, 128 tags, pages of 10,000, referrers of 3 MiB. */
    public static final RegistryLimits DEFAULT = new RegistryLimits(4 << 20, 100, 128, 10_000, 3 << 20, 0);
}
