package io.stowage.oci;

import static java.util.Objects.requireNonNull;

/**
 * What names a manifest in a repository: the specification's {@code <tag-or-digest>}.
 *
 * <p>A tag has no colon and a digest has one, so each text is at most one of the two.
 */
public sealed interface Reference permits Tag, Digest {

    /**
     * Parses a tag or a digest.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static Reference parse(String text) {
        requireNonNull(text, "text is null");
        return text.indexOf(':') >= 0 ? Digest.parse(text) : Tag.parse(text);
    }
}
