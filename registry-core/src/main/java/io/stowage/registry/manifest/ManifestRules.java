package io.stowage.registry.manifest;

/**
 * What a manifest must keep to.
 *
 * @param maxSize the most bytes
 * @param maxDepth the deepest nesting of its JSON
 * @param maxTags the most tags that one push may carry
 * @param sparseAllowed whether what it names may be missing
 */
public record ManifestRules(int maxSize, int maxDepth, int maxTags, boolean sparseAllowed) {}
