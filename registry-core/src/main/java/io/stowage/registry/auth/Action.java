package io.stowage.registry.auth;

import java.util.Locale;

/** What can be done with a repository. */
public enum Action {
    /** Read its manifests, blobs, tags and referrers. */
    PULL,
    /** Store manifests, tags and blobs, and all that uploads need, including to cancel one. */
    PUSH,
    /** Remove tags, manifests and blobs. */
    DELETE,
    /** See its name in the catalog. Docker's token scopes do not know it. */
    LIST;

    /** The name in token scopes and rules, such as {@code pull}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
