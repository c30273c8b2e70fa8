package io.stowage.storage;

import io.stowage.oci.Digest;
import java.util.List;
import java.util.Set;

/**
 * What a repository has, as far as a collector must know it: read strictly, so that what cannot be read is an error or a
 * doubt, and never taken for absent.
 *
 * @param manifests the manifests that are there, damaged or not
 * @param aside the manifests that a sweep put aside and nobody asked for since
 * @param tagged what tags point to, and what tags may point to of which it cannot be told
 * @param doubts what could not be told, and what was therefore taken for tagged, for people
 */
public record Inventory(Set<Digest> manifests, Set<Digest> aside, Set<Digest> tagged, List<String> doubts) {
    /** Copies what it is given. */
    public Inventory {
        manifests = Set.copyOf(manifests);
        aside = Set.copyOf(aside);
        tagged = Set.copyOf(tagged);
        doubts = List.copyOf(doubts);
    }
}
