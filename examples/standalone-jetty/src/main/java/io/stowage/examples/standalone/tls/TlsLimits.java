package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import io.stowage.examples.standalone.StartException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * What a connection may be encrypted with.
 *
 * @param ciphers names of cipher suites as RFC 8446 and the IANA write them, the preferred ones first; empty for those
 *     that the JDK and Jetty take for safe
 */
record TlsLimits(TlsVersion minimum, List<String> ciphers) {
    static final TlsLimits DEFAULT = new TlsLimits(TlsVersion.TLS_1_2, List.of());

    TlsLimits {
        requireNonNull(minimum, "minimum is null");
        ciphers = List.copyOf(ciphers);
    }

    /** Refuses a cipher suite that this JDK does not have: it would silently be missing. */
    void check(SSLContext context) throws StartException {
        Set<String> known =
                Set.copyOf(Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
        for (String cipher : ciphers) {
            if (!known.contains(cipher)) {
                throw new StartException("cannot use the cipher suite '" + cipher
                        + "' of --tls-ciphers: this Java does not know it; it knows TLS_AES_128_GCM_SHA256, "
                        + "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and others of such names");
            }
        }
    }
}
