package io.stowage.registry.auth.htpasswd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Names what else may stand in a password file where a bcrypt hash is wanted. */
final class HashKind {
    private static final Map<String, String> BY_PREFIX = new LinkedHashMap<>();
    private static final Pattern CRYPT = Pattern.compile("[./A-Za-z0-9]{13}");

    static {
        BY_PREFIX.put("$2a$", "malformed bcrypt");
        BY_PREFIX.put("$2b$", "malformed bcrypt");
        BY_PREFIX.put("$2y$", "malformed bcrypt");
        BY_PREFIX.put("$2", "an old kind of bcrypt");
        BY_PREFIX.put("$apr1$", "Apache's MD5 ($apr1$)");
        BY_PREFIX.put("$1$", "MD5 crypt ($1$)");
        BY_PREFIX.put("$5$", "SHA-256 crypt ($5$)");
        BY_PREFIX.put("$6$", "SHA-512 crypt ($6$)");
        BY_PREFIX.put("$y$", "yescrypt ($y$)");
        BY_PREFIX.put("$argon2", "Argon2");
        BY_PREFIX.put("{SHA}", "SHA-1 ({SHA})");
        BY_PREFIX.put("{SSHA}", "salted SHA-1 ({SSHA})");
    }

    private HashKind() {}

    /** What a text seems to be, without any of it. */
    static String of(String text) {
        if (text.isEmpty()) {
            return "no password";
        }
        for (Map.Entry<String, String> kind : BY_PREFIX.entrySet()) {
            if (text.startsWith(kind.getKey())) {
                return kind.getValue();
            }
        }
        return CRYPT.matcher(text).matches() ? "crypt, or a plain password" : "a plain password, or an unknown kind";
    }
}
