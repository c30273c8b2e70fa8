package io.stowage.storage;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of an upload session: a random UUID in its canonical lowercase form, as distribution-spec wants it in the
 * upload's location.
 *
 * @param value the UUID as text
 */
public record UploadId(String value) {
    private static final Pattern GRAMMAR =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is not a UUID in lowercase
     */
    public UploadId {
        requireNonNull(value, "value is null");
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not an upload id");
        }
    }

    /** Parses an id, or answers empty for any other text. */
    public static Optional<UploadId> tryParse(String text) {
        requireNonNull(text, "text is null");
        return GRAMMAR.matcher(text).matches() ? Optional.of(new UploadId(text)) : Optional.empty();
    }

    /** A new id, from a secure random source: whoever knows it may write to the upload. */
    public static UploadId random() {
        return new UploadId(UUID.randomUUID().toString());
    }

    /** The UUID as text. */
    @Override
    public String toString() {
        return value;
    }
}
