package io.stowage.token;

/** How own tokens are signed. */
public enum TokenAlgorithm {
    /** ECDSA on the curve P-256 with SHA-256. */
    ES256,
    /** Ed25519 (RFC 8037). */
    EDDSA
}
