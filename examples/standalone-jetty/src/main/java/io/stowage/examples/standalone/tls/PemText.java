package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes certificates and keys as PEM (RFC 7468), keys as PKCS#8. */
final class PemText {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemText() {}

    static byte[] of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded()).getBytes(US_ASCII);
    }

    static byte[] of(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was made cannot be written", e);
            }
        }
        return text.toString().getBytes(US_ASCII);
    }

    /** Both in one, so that they are published at once. */
    static byte[] of(Identity identity) {
        byte[] key = of(identity.key());
        byte[] chain = of(identity.chain());
        byte[] both = new byte[key.length + chain.length];
        System.arraycopy(key, 0, both, 0, key.length);
        System.arraycopy(chain, 0, both, key.length, chain.length);
        return both;
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(content) + "\n-----END " + label + "-----\n";
    }
}
