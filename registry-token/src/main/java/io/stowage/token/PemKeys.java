package io.stowage.token;

import com.google.common.io.BaseEncoding;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Certificates and public keys in PEM form (RFC 7468), as many as wanted in one text. */
final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*+)-----END ([A-Z0-9 ]{1,40})-----");

    private PemKeys() {}

    /**
     * The keys in a text; what is not between PEM's lines is left out.
     *
     * @throws IllegalArgumentException if something between them cannot be read, or is no certificate or public key, or
     *     there is nothing, or too much
     */
    static KeySet parse(String text) {
        Set<PublicKey> keys = new LinkedHashSet<>();
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            String kind = blocks.group(1);
            byte[] der = base64(kind, blocks.group(2));
            switch (kind) {
                case "CERTIFICATE" -> {
                    X509Certificate certificate = certificate(der);
                    certificates.add(certificate);
                    keys.add(certificate.getPublicKey());
                }
                case "PUBLIC KEY" -> keys.add(publicKey(der));
                default ->
                    throw new IllegalArgumentException("there is a " + kind
                            + " in it; what tokens are verified with is a CERTIFICATE or a PUBLIC KEY");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no CERTIFICATE or PUBLIC KEY in PEM form in it");
        }
        if (keys.size() > KeySet.MOST) {
            throw new IllegalArgumentException("there are more than " + KeySet.MOST + " keys in it");
        }
        return set(keys, certificates);
    }

    private static KeySet set(Set<PublicKey> keys, List<X509Certificate> certificates) {
        Map<String, TrustedKey> named = new HashMap<>();
        List<TrustedKey> all = new ArrayList<>();
        for (PublicKey key : keys) {
            TrustedKey trusted = TrustedKey.of(key);
            all.add(trusted);
            names(key).forEach(name -> named.put(name, trusted));
        }
        return new KeySet(named, all, certificates);
    }

    /** What token servers call a key that has no name of its own. */
    private static List<String> names(PublicKey key) {
        try {
            List<String> names = new ArrayList<>();
            names.add(libtrustName(key));
            if (key instanceof RSAPublicKey rsa) {
                names.add(new RSAKey.Builder(rsa).build().computeThumbprint().toString());
            } else if (key instanceof ECPublicKey ec) {
                Curve curve = Curve.forECParameterSpec(ec.getParams());
                names.add(
                        new ECKey.Builder(curve, ec).build().computeThumbprint().toString());
            }
            return names;
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException("a key cannot be read", e);
        }
    }

    // Docker's libtrust: 240 bits of the SHA-256 of the key's DER, as twelve groups of four in Base32.
    static String libtrustName(PublicKey key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return BaseEncoding.base32().withSeparator(":", 4).encode(Arrays.copyOf(hash, 30));
    }

    private static byte[] base64(String kind, String text) {
        try {
            return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a " + kind + " in it is not Base64", e);
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a CERTIFICATE in it cannot be read", e);
        }
    }

    private static PublicKey publicKey(byte[] der) {
        return Stream.of("RSA", "EC", "Ed25519")
                .flatMap(kind -> publicKey(kind, der).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a PUBLIC KEY in it cannot be read, or is neither RSA, EC nor Ed25519"));
    }

    private static Optional<PublicKey> publicKey(String kind, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty(); // of another kind
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK knows no " + kind, e);
        }
    }
}
