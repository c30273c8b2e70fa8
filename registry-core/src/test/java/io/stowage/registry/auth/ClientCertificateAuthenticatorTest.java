package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.testing.FakeTime;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates that openssl made, valid through 2026. */
class ClientCertificateAuthenticatorTest {
    /** O=Example, OU=dev, OU=ops, CN=alice; two DNS names, an e-mail address, a URI. */
    private static final String ALICE = """
            MIICGDCCAb2gAwIBAgIUPSxe2pPr6212rzloWT3+FRxwfJAwCgYIKoZIzj0EAwIw
            PjEQMA4GA1UECgwHRXhhbXBsZTEMMAoGA1UECwwDZGV2MQwwCgYDVQQLDANvcHMx
            DjAMBgNVBAMMBWFsaWNlMB4XDTI2MDEwMTAwMDAwMFoXDTI3MDEwMTAwMDAwMFow
            PjEQMA4GA1UECgwHRXhhbXBsZTEMMAoGA1UECwwDZGV2MQwwCgYDVQQLDANvcHMx
            DjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElRfBj6Wj
            x0iAhGZPd9Rxj6lN/XQc0UOdCaHc6SZLsNoiRVe6740gB3bcvNzAAMFfcHinckiZ
            CNYoNZZEmbA2AaOBmDCBlTBpBgNVHREEYjBgghFub2RlMS5leGFtcGxlLmNvbYIR
            bm9kZTIuZXhhbXBsZS5jb22BEWFsaWNlQGV4YW1wbGUuY29thiVzcGlmZmU6Ly9l
            eGFtcGxlLmNvbS9ucy9jaS9zYS9idWlsZGVyMAkGA1UdEwQCMAAwHQYDVR0OBBYE
            FOnXglk7muUzFHPBM81auwOYwZkhMAoGCCqGSM49BAMCA0kAMEYCIQCOrobhwDgn
            P+wv4387g/PT7iQk0+n2/ZxSsUPELzJzrgIhALgr1ZzQ0UzIm2AmW7ePzA9o12SB
            Sj4HE8xc+8nLS0UW
            """;

    /** O=Example and nothing else. */
    static final String NOBODY = """
            MIIBUTCB+KADAgECAhQ4ZJMdaKk1u7ep8uqnKywbd0wnXTAKBggqhkjOPQQDAjAS
            MRAwDgYDVQQKDAdFeGFtcGxlMB4XDTI2MDEwMTAwMDAwMFoXDTI3MDEwMTAwMDAw
            MFowEjEQMA4GA1UECgwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
            BJUXwY+lo8dIgIRmT3fUcY+pTf10HNFDnQmh3OkmS7DaIkVXuu+NIAd23LzcwADB
            X3B4p3JImQjWKDWWRJmwNgGjLDAqMAkGA1UdEwQCMAAwHQYDVR0OBBYEFOnXglk7
            muUzFHPBM81auwOYwZkhMAoGCCqGSM49BAMCA0gAMEUCIHuEvphKE2fDCV1OJBMr
            uqJVvb+eiJfzpqN7HWvpjfbvAiEAr6QOJaQM7xlGYdAzAjxeOgs8de0iZZ/gFkoA
            MrMDML4=
            """;

    /** CN=alice, CN=root. */
    private static final String TWO_NAMES = """
            MIIBazCCARKgAwIBAgIUXCZ+EsiySVMDReR85xOuNBXR1q0wCgYIKoZIzj0EAwIw
            HzEOMAwGA1UEAwwFYWxpY2UxDTALBgNVBAMMBHJvb3QwHhcNMjYwMTAxMDAwMDAw
            WhcNMjcwMTAxMDAwMDAwWjAfMQ4wDAYDVQQDDAVhbGljZTENMAsGA1UEAwwEcm9v
            dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJUXwY+lo8dIgIRmT3fUcY+pTf10
            HNFDnQmh3OkmS7DaIkVXuu+NIAd23LzcwADBX3B4p3JImQjWKDWWRJmwNgGjLDAq
            MAkGA1UdEwQCMAAwHQYDVR0OBBYEFOnXglk7muUzFHPBM81auwOYwZkhMAoGCCqG
            SM49BAMCA0cAMEQCIHq7J3Gc1H+JcXjk1mevhnXTThX+YILK7TuIFn6d5hBvAiBR
            BkwitxEvMC4Ew5XYlshIKh61iUKEUSWthu4e2S2B8w==
            """;

    /** CN=jürgen+OU=dev in one. */
    private static final String UMLAUT = """
            MIIBajCCARCgAwIBAgIUJb7bAdFgr0YBjfTH9AAKqz9pd+AwCgYIKoZIzj0EAwIw
            HjEcMAoGA1UECwwDZGV2MA4GA1UEAwwHasO8cmdlbjAeFw0yNjAxMDEwMDAwMDBa
            Fw0yNzAxMDEwMDAwMDBaMB4xHDAKBgNVBAsMA2RldjAOBgNVBAMMB2rDvHJnZW4w
            WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASVF8GPpaPHSICEZk931HGPqU39dBzR
            Q50JodzpJkuw2iJFV7rvjSAHdty83MAAwV9weKdySJkI1ig1lkSZsDYBoywwKjAJ
            BgNVHRMEAjAAMB0GA1UdDgQWBBTp14JZO5rlMxRzwTPNWrsDmMGZITAKBggqhkjO
            PQQDAgNIADBFAiEAkhxlAgqxrDzGmk4Smb09h4hIy/rh11M94DqSfoaJ4MMCIBDk
            msSc8GItkE2Mc29E0aiuz3HE5l49WG7Yp35xVkNQ
            """;

    private final FakeTime time = new FakeTime();

    @Test
    void theCallerHasTheNameThatWasChosen() throws CertificateException {
        assertEquals("alice", nameOf(ClientCertificateAuthenticator.bySubjectCommonName(), ALICE));
        assertEquals("node1.example.com", nameOf(ClientCertificateAuthenticator.bySanDnsName(), ALICE));
        assertEquals("alice@example.com", nameOf(ClientCertificateAuthenticator.bySanEmail(), ALICE));
        assertEquals("spiffe://example.com/ns/ci/sa/builder", nameOf(ClientCertificateAuthenticator.bySanUri(), ALICE));
        assertEquals("jürgen", nameOf(ClientCertificateAuthenticator.bySubjectCommonName(), UMLAUT));
    }

    @Test
    void organizationalUnitsAreGroupsWhereThatIsWanted() throws CertificateException {
        ClientCertificateAuthenticator plain = ClientCertificateAuthenticator.bySubjectCommonName();

        Caller grouped = accepted(plain.withOrganizationalUnitsAsGroups(), ALICE);

        assertTrue(grouped.isIn("dev") && grouped.isIn("ops"));
        assertFalse(grouped.isIn("Example"));
        assertFalse(accepted(plain, ALICE).isIn("dev"));
        assertTrue(accepted(plain.withOrganizationalUnitsAsGroups(), UMLAUT).isIn("dev"));
    }

    @Test
    void aCertificateWithoutTheNameIsForOthers() throws CertificateException {
        for (ClientCertificateAuthenticator any : Set.of(
                ClientCertificateAuthenticator.bySubjectCommonName(),
                ClientCertificateAuthenticator.bySanDnsName(),
                ClientCertificateAuthenticator.bySanEmail(),
                ClientCertificateAuthenticator.bySanUri())) {
            assertEquals(new Authentication.NotMine(), show(any, NOBODY));
        }
    }

    @Test
    void aCertificateWithTwoCommonNamesNamesNobody() throws CertificateException {
        assertEquals(
                new Authentication.NotMine(), show(ClientCertificateAuthenticator.bySubjectCommonName(), TWO_NAMES));
    }

    @Test
    void aCertificateCountsInItsTimeOnly() throws CertificateException {
        ClientCertificateAuthenticator logins = ClientCertificateAuthenticator.bySubjectCommonName();

        time.pass(Duration.ofDays(-365));
        assertEquals(
                new Authentication.Rejected("alice", "the client certificate is not valid yet"), show(logins, ALICE));
        time.pass(Duration.ofDays(2 * 365));
        assertEquals(new Authentication.Rejected("alice", "the client certificate has expired"), show(logins, ALICE));
    }

    @Test
    void otherCredentialsAreForOthers() {
        LoginAttempt password = new LoginAttempt(new Credentials.Basic("alice", "x"), "10.0.0.1");

        assertEquals(
                new Authentication.NotMine(),
                ClientCertificateAuthenticator.bySubjectCommonName().authenticate(password));
    }

    @Test
    void asksForNothing() {
        assertEquals(
                Optional.empty(),
                ClientCertificateAuthenticator.bySubjectCommonName().challenge());
    }

    private String nameOf(ClientCertificateAuthenticator logins, String certificate) throws CertificateException {
        return accepted(logins, certificate).name();
    }

    private Caller accepted(ClientCertificateAuthenticator logins, String certificate) throws CertificateException {
        return assertInstanceOf(Authentication.Accepted.class, show(logins, certificate))
                .caller();
    }

    private Authentication show(ClientCertificateAuthenticator logins, String base64) throws CertificateException {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
        LoginAttempt attempt = new LoginAttempt(new Credentials.ClientCertificate(certificate), "10.0.0.1");
        return logins.at(time).authenticate(attempt);
    }
}
