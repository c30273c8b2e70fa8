package io.stowage.token;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that own tokens are signed and verified with: of {@link TokenKeyDirectory}, or given. Safe for use by many
 * threads.
 */
public abstract class TokenKeys {
    /** The longest life of a token, and so the least time for which a key is kept after it has signed its last. */
    static final Duration MAX_LIFETIME = Duration.ofHours(1);

    TokenKeys() {}

    /**
     * Keys that somebody else keeps and renews.
     *
     * @param signing the pair that signs: EC on P-256, or Ed25519
     * @param earlier pairs that signed tokens that may still be out
     * @throws IllegalArgumentException if a pair is of another kind, or its halves do not belong together
     */
    public static TokenKeys of(KeyPair signing, KeyPair... earlier) {
        SigningKey first = SigningKey.of(signing, Instant.EPOCH);
        Map<String, SigningKey> all = new LinkedHashMap<>();
        all.put(first.id(), first);
        Arrays.stream(earlier).map(pair -> SigningKey.of(pair, Instant.EPOCH)).forEach(key -> all.put(key.id(), key));
        return new Given(first, all);
    }

    /**
     * The key that signs now.
     *
     * @throws IOException if there is none, for want of a directory that can be read or written
     */
    abstract SigningKey signing() throws IOException;

    /**
     * The key of a name, which a stranger may have made up.
     *
     * @throws IOException if no key was ever read
     */
    abstract Optional<SigningKey> find(String id) throws IOException;

    private static final class Given extends TokenKeys {
        private final SigningKey signing;
        private final Map<String, SigningKey> all;

        Given(SigningKey signing, Map<String, SigningKey> all) {
            this.signing = signing;
            this.all = all;
        }

        @Override
        SigningKey signing() {
            return signing;
        }

        @Override
        Optional<SigningKey> find(String id) {
            return Optional.ofNullable(all.get(id));
        }
    }
}
