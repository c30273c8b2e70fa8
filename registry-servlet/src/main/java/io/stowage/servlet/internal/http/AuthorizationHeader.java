package io.stowage.servlet.internal.http;

import io.stowage.registry.auth.Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code Authorization} (RFC 9110 section 11.6.2), of the schemes Basic (RFC 7617) and Bearer (RFC 6750). */
public final class AuthorizationHeader {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]++=*+");

    private AuthorizationHeader() {}

    /**
     * The credentials in a header; {@link Credentials.Unreadable} for what cannot be understood.
     *
     * @param lines every line of the header
     */
    public static Credentials parse(List<String> lines) {
        if (lines.isEmpty()) {
            return new Credentials.Anonymous();
        }
        if (lines.size() > 1) {
            return new Credentials.Unreadable("Authorization is sent " + lines.size() + " times");
        }
        String line = lines.get(0).strip();
        int space = line.indexOf(' ');
        String scheme = (space < 0 ? line : line.substring(0, space)).toLowerCase(Locale.ROOT);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (scheme) {
            case "basic" -> basic(rest);
            case "bearer" ->
                TOKEN.matcher(rest).matches()
                        ? new Credentials.Bearer(rest)
                        : new Credentials.Unreadable(
                                "the Bearer token in Authorization has other characters than tokens have");
            default -> new Credentials.Unreadable("Authorization is neither Basic nor Bearer");
        };
    }

    private static Credentials basic(String base64) {
        String text;
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException e) {
            return new Credentials.Unreadable("the Basic credentials in Authorization are not Base64");
        } catch (CharacterCodingException e) {
            return new Credentials.Unreadable("the Basic credentials in Authorization are not UTF-8");
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Credentials.Unreadable("the Basic credentials in Authorization have no colon");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return new Credentials.Unreadable("the Basic credentials in Authorization have control characters");
        }
        // Some clients say "nobody" this way.
        return text.length() == 1
                ? new Credentials.Anonymous()
                : new Credentials.Basic(text.substring(0, colon), text.substring(colon + 1));
    }
}
