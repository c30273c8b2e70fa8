package io.stowage.registry.manifest;

/** What a manifest must keep to. One for a whole registry: it holds the parser, which is costly to make. */
public final class ManifestRules {
    private final int maxSize;
    private final int maxTags;
    private final boolean sparseAllowed;
    private final ManifestParser parser;

    /**
     * Sets the rules.
     *
     * @param maxSize the most bytes
     * @param maxDepth the deepest nesting of its JSON
     * @param maxTags the most tags that one push may carry
     * @param sparseAllowed whether what it names may be missing
     */
    public ManifestRules(int maxSize, int maxDepth, int maxTags, boolean sparseAllowed) {
        this.maxSize = maxSize;
        this.maxTags = maxTags;
        this.sparseAllowed = sparseAllowed;
        this.parser = new ManifestParser(maxDepth);
    }

    int maxSize() {
        return maxSize;
    }

    int maxTags() {
        return maxTags;
    }

    boolean sparseAllowed() {
        return sparseAllowed;
    }

    ManifestParser parser() {
        return parser;
    }
}
