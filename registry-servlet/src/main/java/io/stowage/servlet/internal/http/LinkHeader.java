package io.stowage.servlet.internal.http;

import java.nio.charset.StandardCharsets;

/** The {@code Link} of RFC 8288 that leads to the next page of a list. */
public final class LinkHeader {
    private static final String UNRESERVED = "-._~";

    private final StringBuilder url;
    private char separator = '?';

    /** A link to a resource without parameters, so far. */
    public LinkHeader(String location) {
        this.url = new StringBuilder(location);
    }

    /** Adds a parameter. */
    public LinkHeader with(String key, String value) {
        url.append(separator).append(key).append('=');
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0) {
                url.append(c);
            } else {
                url.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
        separator = '&';
        return this;
    }

    /** The header's value. */
    @Override
    public String toString() {
        return "<" + url + ">; rel=\"next\"";
    }
}
