package io.stowage.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Certificates for tests (RFC 5280), with EC signatures and nothing that they do not need. */
final class TestCertificates {
    static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = hex("0603550403");
    private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
    private static final byte[] IS_NONE = hex("300c0603551d130101ff04023000");

    private TestCertificates() {}

    /** An authority's own. */
    static X509Certificate authority(String name, KeyPair keys) {
        return issue(name, keys.getPrivate(), name, keys.getPublic(), true, TO);
    }

    /** One that is issued by another, and may not issue any. */
    static X509Certificate leaf(String issuer, PrivateKey issuerKey, String name, PublicKey key, Instant to) {
        return issue(issuer, issuerKey, name, key, false, to);
    }

    private static X509Certificate issue(
            String issuer, PrivateKey issuerKey, String name, PublicKey key, boolean authority, Instant to) {
        byte[] toBeSigned = der(
                0x30,
                hex("a003020102"),
                der(0x02, new byte[] {1}),
                ECDSA_WITH_SHA256,
                name(issuer),
                der(0x30, time(FROM), time(to)),
                name(name),
                key.getEncoded(),
                der(0xa3, der(0x30, authority ? IS_AUTHORITY : IS_NONE)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuerKey);
            signature.update(toBeSigned);
            byte[] certificate = der(0x30, toBeSigned, ECDSA_WITH_SHA256, der(0x03, new byte[] {0}, signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** For a header {@code x5c}. */
    static List<String> chain(X509Certificate... certificates) {
        return List.of(certificates).stream()
                .map(certificate -> {
                    try {
                        return Base64.getEncoder().encodeToString(certificate.getEncoded());
                    } catch (GeneralSecurityException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static byte[] name(String name) {
        return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, name.getBytes(US_ASCII)))));
    }

    private static byte[] time(Instant time) {
        return der(0x17, TIME.format(time).getBytes(US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.size() > 255) {
            der.write(0x82);
            der.write(content.size() >> 8);
        } else if (content.size() > 127) {
            der.write(0x81);
        }
        der.write(content.size());
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
