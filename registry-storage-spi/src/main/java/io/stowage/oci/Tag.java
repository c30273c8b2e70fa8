package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tag: a name for a manifest that can be moved to another one. At most 128 characters; ordered byte by byte.
 *
 * @param name the tag as text
 */
public record Tag(String name) implements Reference, Comparable<Tag> {
    // distribution-spec, "Pulling manifests"
    private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not a tag
     */
    public Tag {
        requireNonNull(name, "name is null");
        if (!GRAMMAR.matcher(name).matches()) {
            throw new IllegalArgumentException("not a tag: " + Quoting.quote(name));
        }
    }

    /**
     * Parses a tag.
     *
     * @throws IllegalArgumentException if the text is not a tag
     */
    public static Tag parse(String text) {
        return new Tag(text);
    }

    /** Parses a tag, or answers empty for any other text. */
    public static Optional<Tag> tryParse(String text) {
        requireNonNull(text, "text is null");
        return GRAMMAR.matcher(text).matches() ? Optional.of(new Tag(text)) : Optional.empty();
    }

    @Override
    public int compareTo(Tag other) {
        return name.compareTo(other.name);
    }

    /** The tag as text. */
    @Override
    public String toString() {
        return name;
    }
}
