package io.stowage.servlet.internal.http;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.upload.ContentRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two headers that place a chunk of an upload, with inclusive ends and without a unit. */
public final class UploadRanges {
    // distribution-spec has ^[0-9]+-[0-9]+$; the form of RFC 9110 is taken too. 18 digits always fit a long.
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/(?:[0-9]{1,18}|\\*))?");

    private UploadRanges() {}

    /**
     * Parses the {@code Content-Range} of a chunk.
     *
     * @throws RegistryException {@code BLOB_UPLOAD_INVALID} with status 400 if it is not one
     */
    public static ContentRange parse(String header) {
        Matcher matcher = CONTENT_RANGE.matcher(header.strip());
        if (matcher.matches()) {
            long first = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            if (last >= first) {
                return new ContentRange(first, last + 1);
            }
        }
        throw new RegistryException(
                400,
                ErrorCode.BLOB_UPLOAD_INVALID,
                "Content-Range is " + Quote.of(header) + ", not a range like 0-1023, inclusive on both ends");
    }

    /** The {@code Range} of an upload with so many bytes; one without any is {@code 0-0}, as clients parse it. */
    public static String format(long size) {
        return "0-" + Math.max(0, size - 1);
    }
}
