package io.stowage.registry.usage;

import io.stowage.oci.RepositoryName;
import java.util.List;

/**
 * What a repository costs, in bytes.
 *
 * @param repository its name
 * @param alone what its manifests need and those of no other repository do: so much deleting it would free
 * @param shared what its manifests need and those of another do too
 * @param untagged the part of {@code alone} that only manifests without a tag need
 * @param unneeded what it has beside, and no manifest of any repository needs: the collector removes it
 * @param uploads what was received of blobs that are not complete
 * @param tagCount how many tags it has
 * @param manifestCount how many manifests
 * @param tags each of the tags, largest first; empty if they were not asked for
 */
public record RepositoryUsage(
        RepositoryName repository,
        long alone,
        long shared,
        long untagged,
        long unneeded,
        long uploads,
        long tagCount,
        long manifestCount,
        List<TagUsage> tags) {

    /** Copies the list. */
    public RepositoryUsage {
        tags = List.copyOf(tags);
    }

    /** All that its manifests need. */
    public long total() {
        return alone + shared;
    }
}
