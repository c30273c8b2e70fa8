package io.stowage.token;

import io.stowage.registry.auth.internal.ReloadedFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where the keys of somebody who is trusted come from. Implementations are safe for use by many threads. */
interface TrustedKeys {
    /** A file of keys is no larger. */
    int LARGEST = 256 << 10;

    /**
     * The keys as they are known.
     *
     * @throws IOException if none were ever read
     */
    KeySet current() throws IOException;

    /** The keys after a token came that none of them has signed; may be those of before. */
    default KeySet afterUnknown() throws IOException {
        return current();
    }

    /** Keys that do not change. */
    static TrustedKeys of(KeySet keys) {
        return () -> keys;
    }

    /** Certificates and public keys in PEM form, read again when the file changes. */
    static TrustedKeys pem(Path file) throws IOException {
        return ReloadedFile.open("keys for tokens", file, LARGEST, PemKeys::parse)::value;
    }

    /** A JWK set (RFC 7517), read again when the file changes. */
    static TrustedKeys jwks(Path file) throws IOException {
        return ReloadedFile.open("keys for tokens", file, LARGEST, text -> JwkKeys.parse(text, file))::value;
    }
}
