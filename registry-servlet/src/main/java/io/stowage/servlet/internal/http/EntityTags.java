package io.stowage.servlet.internal.http;

import io.stowage.oci.Digest;
import java.util.List;

/** Content's entity tag is its digest in double quotes, a strong one: the same digest is the same bytes. */
public final class EntityTags {
    private EntityTags() {}

    /** The entity tag of content. */
    public static String of(Digest digest) {
        return '"' + digest.toString() + '"';
    }

    /**
     * Whether one of the tags of {@code If-None-Match} is the content's. As RFC 9110 wants, weak tags count; as clients
     * want, so do digests without quotes.
     */
    public static boolean matches(List<String> ifNoneMatch, Digest digest) {
        for (String line : ifNoneMatch) {
            int start = 0;
            while (start <= line.length()) {
                int end = endOfElement(line, start);
                if (isTagOf(line.substring(start, end).strip(), digest)) {
                    return true;
                }
                start = end + 1;
            }
        }
        return false;
    }

    /** Where the element that begins at {@code start} ends; a comma between quotes is part of a tag (section 8.8.3). */
    private static int endOfElement(String line, int start) {
        boolean quoted = false;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static boolean isTagOf(String candidate, Digest digest) {
        String opaque = candidate.startsWith("W/") ? candidate.substring(2) : candidate;
        return candidate.equals("*") || opaque.equals(of(digest)) || opaque.equals(digest.toString());
    }
}
