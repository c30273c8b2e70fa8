package io.stowage.registry.verification;

/** What can be the matter with content. */
public enum Problem {
    /** The bytes under a digest have another. */
    CORRUPT("corrupt"),
    /** Something cannot be read. It may be whole. */
    UNREADABLE("unreadable"),
    /** A repository has content of which there are no bytes. */
    MISSING("missing"),
    /** A manifest is as it was pushed, and cannot be understood, so that nobody knows what it needs. */
    NOT_UNDERSTOOD("not understood"),
    /** A manifest names content that its repository does not have. */
    NOT_HELD("not held"),
    /** A link is there and does not hold what it must. */
    BROKEN_LINK("broken link"),
    /** A tag points to a manifest that its repository does not have. */
    DANGLING_TAG("dangling tag");

    private final String words;

    Problem(String words) {
        this.words = words;
    }

    /** In words, such as {@code not understood}. */
    @Override
    public String toString() {
        return words;
    }
}
