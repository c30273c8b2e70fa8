package io.stowage.token;

import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.X509CertChainUtils;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Certificates that a token brings in {@code x5c} (RFC 7515 section 4.1.6), as docker_auth and others send them. */
final class Chains {
    private static final int LONGEST = 5;

    private Chains() {}

    /**
     * A chain that holds.
     *
     * @param key of its first certificate
     * @param trusted the certificate of ours to which it leads
     * @param end when it ends to hold
     */
    record Verified(TrustedKey key, X509Certificate trusted, Instant end) {}

    /** Follows a chain from the signer's certificate to one of ours, as they hold at the given time (RFC 5280). */
    static Verified verify(List<Base64> encoded, List<X509Certificate> trusted, Instant now) throws BadTokenException {
        if (encoded.isEmpty() || encoded.size() > LONGEST) {
            throw new BadTokenException("the token brings no certificates, or more than " + LONGEST);
        }
        try {
            List<X509Certificate> chain = X509CertChainUtils.parse(encoded);
            X509Certificate signer = chain.get(0);
            TrustedKey key = TrustedKey.of(signer.getPublicKey());
            Instant end = chain.stream()
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElse(now);
            if (trusted.contains(signer)) {
                signer.checkValidity(Date.from(now));
                return new Verified(key, signer, end);
            }
            return new Verified(key, anchor(chain, trusted, now), end);
        } catch (GeneralSecurityException | ParseException | IllegalArgumentException e) {
            throw new BadTokenException("the certificates that the token brings are not trusted");
        }
    }

    private static X509Certificate anchor(List<X509Certificate> chain, List<X509Certificate> trusted, Instant now)
            throws GeneralSecurityException {
        CertPath path = CertificateFactory.getInstance("X.509")
                .generateCertPath(chain.stream()
                        .takeWhile(certificate -> !trusted.contains(certificate))
                        .toList());
        Set<TrustAnchor> anchors = trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false); // it would ask the network, at an address that the certificate names
        parameters.setDate(Date.from(now));
        PKIXCertPathValidatorResult result = (PKIXCertPathValidatorResult)
                CertPathValidator.getInstance("PKIX").validate(path, parameters);
        return result.getTrustAnchor().getTrustedCert();
    }
}
