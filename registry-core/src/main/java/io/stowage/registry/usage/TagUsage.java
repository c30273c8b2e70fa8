package io.stowage.registry.usage;

import io.stowage.oci.Digest;
import io.stowage.oci.Tag;

/**
 * What a tag needs, in bytes: its manifest, what that names, what those name, and what refers to any of them.
 *
 * @param tag its name
 * @param digest the manifest that it points to
 * @param alone what nothing else needs: no other tag, and no manifest without a tag. So much deleting it would free, once
 *     manifests without a tag are collected
 * @param sharedHere what something else in this repository needs too, and no other repository does
 * @param sharedElsewhere what another repository needs too
 */
public record TagUsage(Tag tag, Digest digest, long alone, long sharedHere, long sharedElsewhere) {

    /** All that it needs. */
    public long total() {
        return alone + sharedHere + sharedElsewhere;
    }
}
