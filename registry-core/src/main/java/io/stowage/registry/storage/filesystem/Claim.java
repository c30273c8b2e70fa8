package io.stowage.registry.storage.filesystem;

import io.stowage.oci.Digest;
import java.util.function.Predicate;

/** What is claimed of a file when a sweep comes to it. */
enum Claim {
    /** It stays, and comes back if it is aside. */
    NEEDED,
    /** It may be put aside, and is not removed: something names it that may come back from there. */
    NAMED,
    /** It is put aside, and removed in time. */
    NONE;

    static Claim on(Digest digest, Predicate<Digest> needed, Predicate<Digest> named) {
        if (needed.test(digest)) {
            return NEEDED;
        }
        return named.test(digest) ? NAMED : NONE;
    }

    /** For what nothing names but that which needs it. */
    static Claim neededIf(boolean needed) {
        return needed ? NEEDED : NONE;
    }
}
