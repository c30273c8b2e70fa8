package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes a local authority, and certificates of servers that it signs. Keys are EC on P-256, which every client takes. */
final class CertificateMaker {
    /** Apple's systems take no certificate of a server that lives longer than 398 days. */
    static final Duration LONGEST_LEAF = Duration.ofDays(397);

    private static final Duration AUTHORITY = Duration.ofDays(3650);

    // The clocks of clients may be behind.
    private static final Duration SKEW = Duration.ofHours(1);
    private static final int MAX_COMMON_NAME = 64; // RFC 5280, appendix A.1

    private final Clock clock;
    private final SecureRandom random;

    CertificateMaker(Clock clock, SecureRandom random) {
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /** A new authority, with a name that tells it from others in a list of trusted ones. */
    Identity authority() {
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Stowage")
                .addRDN(BCStyle.CN, "Stowage local CA " + HexFormat.of().formatHex(mark))
                .build();
        Instant begin = clock.instant().minus(SKEW);
        try {
            KeyPair pair = keyPair();
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name, serial(), Date.from(begin), Date.from(begin.plus(AUTHORITY)), name, pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            return signed(builder, pair, pair.getPrivate(), List.of());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make an authority", e);
        }
    }

    /**
     * A new certificate of a server.
     *
     * @param longest how long it may be valid; it ends no later than its authority
     * @throws GeneralSecurityException if the authority's key cannot sign
     */
    Identity server(Identity authority, ServerNames names, Duration longest) throws GeneralSecurityException {
        Instant begin = clock.instant().minus(SKEW);
        Instant end = begin.plus(longest);
        if (end.isAfter(authority.end())) {
            end = authority.end();
        }
        String first = names.names().get(0);
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, first.length() > MAX_COMMON_NAME ? "stowage" : first)
                .build();
        try {
            KeyPair pair = keyPair();
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            authority.leaf(), serial(), Date.from(begin), Date.from(end), subject, pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(authority.leaf().getPublicKey()));
            return signed(builder, pair, authority.key(), authority.chain());
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralNames alternatives(ServerNames names) {
        return new GeneralNames(names.names().stream()
                .map(name -> new GeneralName(
                        ServerNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static Identity signed(
            X509v3CertificateBuilder builder, KeyPair pair, PrivateKey signer, List<X509Certificate> above)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        byte[] encoded = builder.build(new JcaContentSignerBuilder(Identity.algorithm(signer)).build(signer))
                .getEncoded();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        chain.addAll(above);
        return new Identity(pair.getPrivate(), chain);
    }

    private KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    /** Positive, and at most 20 bytes: RFC 5280, 4.1.2.2. */
    private BigInteger serial() {
        return new BigInteger(127, random).setBit(126);
    }
}
