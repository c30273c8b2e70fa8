package io.stowage.registry.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The names in a certificate. Read from its bytes and not from the text of its subject, in which a name can be written so
 * that it looks like several. What cannot be read is not there.
 */
final class CertificateNames {
    static final int EMAIL = 1;
    static final int DNS = 2;
    static final int URI = 6;

    private CertificateNames() {}

    static List<String> commonNames(X509Certificate certificate) {
        return subject(certificate, BCStyle.CN);
    }

    static List<String> organizationalUnits(X509Certificate certificate) {
        return subject(certificate, BCStyle.OU);
    }

    /** Alternative names of one type, by its number in RFC 5280 section 4.2.1.6. */
    static List<String> alternativeNames(X509Certificate certificate, int type) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.size() == 2 && Integer.valueOf(type).equals(one.get(0)) && one.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return readable(names);
    }

    private static List<String> subject(X509Certificate certificate, ASN1ObjectIdentifier type) {
        List<String> names = new ArrayList<>();
        try {
            X500Name subject =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            for (RDN several : subject.getRDNs(type)) {
                for (AttributeTypeAndValue one : several.getTypesAndValues()) {
                    ASN1Encodable value = one.getValue();
                    if (one.getType().equals(type) && value instanceof ASN1String text) {
                        names.add(text.getString());
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        return readable(names);
    }

    private static List<String> readable(List<String> names) {
        return names.stream()
                .filter(name -> !name.isBlank() && name.chars().noneMatch(Character::isISOControl))
                .toList();
    }
}
