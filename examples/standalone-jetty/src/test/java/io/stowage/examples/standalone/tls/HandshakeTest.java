package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.StartException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of key that openssl makes, in each form, is one that clients can connect with. */
class HandshakeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    // How the key is made; into which form it is brought; how that form begins.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rsa:2048                              |                                               | -----BEGIN PRIVATE KEY-----
            rsa:2048                              | rsa -traditional -in k.key -out k.key         | -----BEGIN RSA PRIVATE KEY-----
            ec -pkeyopt ec_paramgen_curve:P-256   |                                               | -----BEGIN PRIVATE KEY-----
            ec -pkeyopt ec_paramgen_curve:P-256   | ec -in k.key -out k.key                       | -----BEGIN EC PRIVATE KEY-----
            ec -pkeyopt ec_paramgen_curve:P-384   |                                               | -----BEGIN PRIVATE KEY-----
            ec -pkeyopt ec_paramgen_curve:P-521   | ec -in k.key -out k.key                       | -----BEGIN EC PRIVATE KEY-----
            ed25519                               |                                               | -----BEGIN PRIVATE KEY-----
            """)
    void everyKindOfKeyIsServedInBothVersionsOfTlsAndBothOfHttp(String newKey, String form, String begin)
            throws Exception {
        Openssl openssl = new Openssl(temp);
        CertificateFiles files = openssl.selfSigned("k", newKey);
        if (form != null) {
            openssl.run(form);
        }
        assertTrue(java.nio.file.Files.readString(files.key()).startsWith(begin));

        try (TestServer server = TestServer.start(files)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                for (HttpClient.Version http : HttpClient.Version.values()) {
                    HttpResponse<String> response =
                            server.get(client(TestServer.context(files.certificate(), null), version, http));

                    assertEquals(http, response.version());
                    assertEquals(
                            version,
                            response.sslSession().map(SSLSession::getProtocol).orElse("none"));
                    assertTrue(response.body().contains(" secure https localhost " + server.port()), response.body());
                }
            }
        }
    }

    @Test
    void anEcKeyWithItsParametersInFrontIsServed() throws Exception {
        Openssl openssl = new Openssl(temp);
        openssl.run("ecparam -name prime256v1 -genkey -out k.key");
        openssl.run("req -x509 -key k.key -out k.crt -days 30 -subj /CN=k -addext subjectAltName=DNS:localhost");

        try (TestServer server = TestServer.start(openssl.files("k"))) {
            assertEquals(
                    200, server.get(TestServer.client(temp.resolve("k.crt"))).statusCode());
        }
    }

    @Test
    void theCertificateThatManyAGuideMakesWorksAsItIs() throws Exception {
        new Openssl(temp)
                .run(List.of(
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:4096",
                        "-nodes",
                        "-keyout",
                        "tls.key",
                        "-out",
                        "tls.crt",
                        "-days",
                        "365",
                        "-subj",
                        "/CN=cr.local.example.com",
                        "-addext",
                        "subjectAltName = DNS:cr.local.example.com"));
        CertificateFiles files =
                new CertificateFiles(temp.resolve("tls.crt"), temp.resolve("tls.key"), Optional.empty());

        try (TestServer server = TestServer.start(files)) {
            String said = new Openssl(temp)
                    .run("s_client -connect 127.0.0.1:" + server.port() + " -servername cr.local.example.com"
                            + " -verify_hostname cr.local.example.com -CAfile tls.crt -verify_return_error");

            assertTrue(said.contains("Verify return code: 0 (ok)"), said);
            assertTrue(said.contains("Verified peername: cr.local.example.com"), said);
        }
    }

    @Test
    void theChainOfTheFileIsSent() throws Exception {
        Openssl openssl = new Openssl(temp);
        Chain chain = Chain.make(openssl);

        try (TestServer server = TestServer.start(chain.server())) {
            HttpResponse<String> response = server.get(TestServer.client(chain.root()));

            SSLSession session = response.sslSession().orElseThrow();
            assertEquals(2, session.getPeerCertificates().length);
        }
    }

    @Test
    void anOldVersionIsRefusedIfOneIsAskedFor() throws Exception {
        CertificateFiles files = new Openssl(temp).selfSigned("k", "ed25519");

        try (TestServer server = TestServer.start(files, new TlsLimits(TlsVersion.TLS_1_3, List.of()))) {
            SSLContext context = TestServer.context(files.certificate(), null);
            assertThrows(
                    SSLHandshakeException.class,
                    () -> server.get(client(context, "TLSv1.2", HttpClient.Version.HTTP_1_1)));
            assertEquals(
                    200,
                    server.get(client(context, "TLSv1.3", HttpClient.Version.HTTP_1_1))
                            .statusCode());
        }
    }

    @Test
    void onlyTheCiphersAskedForAreSpoken() throws Exception {
        CertificateFiles files = new Openssl(temp).selfSigned("k", "rsa:2048");
        String suite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

        try (TestServer server = TestServer.start(files, new TlsLimits(TlsVersion.TLS_1_2, List.of(suite)))) {
            HttpResponse<String> response = server.get(TestServer.client(files.certificate()));

            assertEquals(suite, response.sslSession().orElseThrow().getCipherSuite());
        }
    }

    @Test
    void aCipherThatJavaDoesNotHaveIsRefused() throws Exception {
        CertificateFiles files = new Openssl(temp).selfSigned("k", "ed25519");

        StartException refusal = assertThrows(
                StartException.class,
                () -> TestServer.start(
                        files, new TlsLimits(TlsVersion.TLS_1_2, List.of("ECDHE-RSA-AES256-GCM-SHA384"))));

        assertTrue(String.valueOf(refusal.getMessage())
                .startsWith("cannot use the cipher suite 'ECDHE-RSA-AES256-GCM-SHA384' of --tls-ciphers"));
    }

    private static HttpClient client(SSLContext context, String tls, HttpClient.Version http) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {tls});
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .version(http)
                .build();
    }
}
