package io.stowage.oci;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The name of a repository, the specification's {@code <name>}: lowercase path components with single separators
 * inside, joined by slashes; at most 255 characters. Ordered byte by byte, so {@code a-b} stands before {@code a/b}.
 *
 * <p>No component can be {@code .} or {@code ..} or begin with an underscore, so a name can safely become a path.
 *
 * @param value the name as text
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    /** The most characters a name may have, as clients and CNCF Distribution have it. */
    public static final int MAX_LENGTH = 255;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not a repository name
     */
    public RepositoryName {
        requireNonNull(value, "value is null");
        if (!isName(value)) {
            throw new IllegalArgumentException("not a repository name: " + Quoting.quote(value));
        }
    }

    /**
     * Parses a repository name.
     *
     * @throws IllegalArgumentException if the text is not a repository name
     */
    public static RepositoryName parse(String text) {
        return new RepositoryName(text);
    }

    /** Parses a repository name, or answers empty for any other text. */
    public static Optional<RepositoryName> tryParse(String text) {
        requireNonNull(text, "text is null");
        return isName(text) ? Optional.of(new RepositoryName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    /** The name as text. */
    @Override
    public String toString() {
        return value;
    }

    // distribution-spec: [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*
    // By hand, since java.util.regex recurses on such groups and hostile text must not decide how deep.
    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        int i = 0;
        boolean expectAlphanumeric = true;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isAlphanumeric(c)) {
                expectAlphanumeric = false;
                i++;
            } else if (expectAlphanumeric) {
                return false;
            } else {
                int length = separatorLength(text, i);
                if (length == 0) {
                    return false;
                }
                i += length;
                expectAlphanumeric = true;
            }
        }
        return !expectAlphanumeric;
    }

    private static int separatorLength(String text, int start) {
        char c = text.charAt(start);
        if (c == '/' || c == '.') {
            return 1;
        }
        int length = 0;
        while (start + length < text.length() && text.charAt(start + length) == c) {
            length++;
        }
        if (c == '-') {
            return length;
        }
        return c == '_' && length <= 2 ? length : 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
