package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * The content of a PEM file: certificates, a private key, or both. Keys are PKCS#8, PKCS#1 ("RSA PRIVATE KEY") or SEC1
 * ("EC PRIVATE KEY"); blocks of other kinds and text between the blocks are passed over.
 */
final class PemFile {
    private static final Map<String, String> ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption.getId(), "RSA",
            X9ObjectIdentifiers.id_ecPublicKey.getId(), "EC",
            EdECObjectIdentifiers.id_Ed25519.getId(), "Ed25519",
            EdECObjectIdentifiers.id_Ed448.getId(), "Ed448");

    private static final Set<ASN1Encodable> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    // No chain and no list of authorities comes near; a device that never ends would.
    private static final int MAX_SIZE = 4 << 20;

    private final String what;
    private final Path path;
    private final byte[] content;

    private PemFile(String what, Path path, byte[] content) {
        this.what = requireNonNull(what, "what is null");
        this.path = requireNonNull(path, "path is null");
        this.content = content;
    }

    /**
     * Reads the bytes, and makes nothing of them yet.
     *
     * @param what what the file is to its reader, such as "TLS key", for the messages
     * @throws StartException if the file cannot be read
     */
    static PemFile read(String what, Path path) throws StartException {
        try (var in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_SIZE + 1);
            if (content.length > MAX_SIZE) {
                throw new StartException("cannot use " + what + " " + path + ": it is larger than 4 MiB");
            }
            return new PemFile(what, path, content);
        } catch (IOException e) {
            throw new StartException("cannot read " + what + " " + path + ": " + Reason.of(e), e);
        }
    }

    boolean sameAs(PemFile other) {
        return Arrays.equals(content, other.content);
    }

    Path path() {
        return path;
    }

    /** All certificates, in their order; at least one. */
    List<X509Certificate> certificates() throws StartException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object block : blocks()) {
            if (block instanceof X509CertificateHolder holder) {
                certificates.add(certificate(holder));
            } else if (block instanceof X509TrustedCertificateBlock trusted) {
                certificates.add(certificate(trusted.getCertificateHolder()));
            }
        }
        if (certificates.isEmpty()) {
            throw refused("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    private X509Certificate certificate(X509CertificateHolder holder) throws StartException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw refused("a certificate in it cannot be read: " + e.getMessage());
        }
    }

    /** The first private key. */
    PrivateKey key() throws StartException {
        for (Object block : blocks()) {
            if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw refused("the key is encrypted; decrypt it with: openssl pkey -in " + path + " -out tls.key");
            }
            if (block instanceof PEMKeyPair pair) {
                return key(pair.getPrivateKeyInfo());
            }
            if (block instanceof PrivateKeyInfo info) {
                return key(info);
            }
        }
        throw refused("it holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }

    private PrivateKey key(PrivateKeyInfo info) throws StartException {
        String kind = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        String algorithm = ALGORITHMS.get(kind);
        if (algorithm == null) {
            throw refused("keys of kind " + kind + " cannot be used; use RSA, EC or Ed25519");
        }
        if (algorithm.equals("EC")
                && !CURVES.contains(info.getPrivateKeyAlgorithm().getParameters())) {
            // Some JDKs know others, and no client would connect.
            throw refused("its curve is not one of TLS; use P-256, P-384 or P-521");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw refused("Java cannot use this " + algorithm + " key: " + e.getMessage());
        }
    }

    private List<Object> blocks() throws StartException {
        List<Object> blocks = new ArrayList<>();
        // PEM is ASCII; whatever else there is between the blocks must not fail to decode.
        try (PEMParser parser = new PEMParser(new StringReader(new String(content, ISO_8859_1)))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            throw refused("it is damaged: " + e.getMessage());
        }
        return blocks;
    }

    StartException refused(String reason) {
        return new StartException("cannot use " + what + " " + path + ": " + reason);
    }
}
