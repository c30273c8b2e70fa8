package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client is told to log in with: one {@code WWW-Authenticate} (RFC 9110 section 11.6.1).
 *
 * @param scheme {@code Basic} or {@code Bearer}
 * @param parameters by name, in the order they are sent; values without quotes, control characters and backslashes
 */
public record Challenge(String scheme, Map<String, String> parameters) {
    private static final String REALM = "realm";

    /** Copies the parameters. */
    public Challenge {
        requireNonNull(scheme, "scheme is null");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        parameters.forEach(Challenge::check);
    }

    /** For a name and a password (RFC 7617). */
    public static Challenge basic(String realm) {
        return new Challenge("Basic", Map.of(REALM, realm));
    }

    /**
     * For a token (Docker's token specification).
     *
     * @param realm where tokens are had: a URL, or an absolute path on the host that the client asked
     * @param service the name of this registry there
     */
    public static Challenge bearer(String realm, String service) {
        return new Challenge("Bearer", Map.of(REALM, realm)).with("service", service);
    }

    /** The same with another parameter at its end. */
    public Challenge with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Challenge(scheme, more);
    }

    /** Whether it asks for a token. */
    public boolean isBearer() {
        return scheme.equals("Bearer");
    }

    /** The header's value. Docker's parser wants every value in quotes and nothing but a comma between. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme);
        char before = ' ';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(before)
                    .append(parameter.getKey())
                    .append("=\"")
                    .append(parameter.getValue())
                    .append('"');
            before = ',';
        }
        return text.toString();
    }

    private static void check(String name, String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException(
                    "the value of " + name + " in a challenge is empty or has characters" + " that cannot be quoted");
        }
    }
}
