package io.stowage.registry.auth.htpasswd;

import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.security.SecureRandom;

/**
 * Short names for things that must not be kept as they are: because they are secret, or because strangers choose how
 * long they are. Made with a key of this process (HMAC-SHA-256), so that they say nothing outside of it.
 */
final class Fingerprints {
    private static final int KEY_BYTES = 32;

    private final HashFunction hmac;

    Fingerprints(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        this.hmac = Hashing.hmacSha256(key);
    }

    /** The name of a list of texts; another for any other list. */
    HashCode of(String... texts) {
        Hasher hasher = hmac.newHasher();
        for (String text : texts) {
            hasher.putInt(text.length()).putUnencodedChars(text);
        }
        return hasher.hash();
    }
}
