package io.stowage.examples.standalone.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with files is said in one line that names the file. */
class CertificateFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path temp;

    @SuppressWarnings("NullAway.Init")
    private static Openssl openssl;

    @BeforeAll
    static void make() throws Exception {
        openssl = new Openssl(temp);
        openssl.selfSigned("good", "ed25519");
        openssl.selfSigned("rsa", "rsa:2048");
        openssl.selfSigned("other", "rsa:2048");
        openssl.run("pkey -in good.key -aes128 -passout pass:x -out encrypted.key");
        openssl.run("rsa -in rsa.key -traditional -aes128 -passout pass:x -out encrypted-rsa.key");
        openssl.run("genpkey -algorithm x25519 -out x25519.key");
        openssl.run("ecparam -name secp256k1 -genkey -noout -out bitcoin.key");
        openssl.run("x509 -in good.crt -outform DER -out der.crt");
        Files.createFile(temp.resolve("empty"));
        Files.writeString(
                temp.resolve("half.crt"),
                Files.readString(temp.resolve("good.crt")).substring(0, 200));
        Files.writeString(temp.resolve("noise.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        String good = Files.readString(temp.resolve("good.crt"));
        Files.writeString(temp.resolve("reversed.crt"), Files.readString(temp.resolve("rsa.crt")) + good);
        Files.writeString(
                temp.resolve("both.pem"),
                "a text\n" + Files.readString(temp.resolve("good.key")) + "\n\u00fc\n" + good);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none.crt     | good.key          | cannot read TLS certificate #none.crt: #none.crt does not exist
            good.crt     | none.key          | cannot read TLS key #none.key: #none.key does not exist
            .            | good.key          | cannot read TLS certificate #.: is a directory
            empty        | good.key          | cannot use TLS certificate #empty: it holds no certificate in PEM form
            good.key     | good.key          | cannot use TLS certificate #good.key: it holds no certificate in PEM form
            der.crt      | good.key          | cannot use TLS certificate #der.crt: it holds no certificate in PEM form
            half.crt     | good.key          | cannot use TLS certificate #half.crt: it is damaged:
            good.crt     | empty             | cannot use TLS key #empty: it holds no private key in PEM form
            good.crt     | good.crt          | cannot use TLS key #good.crt: it holds no private key in PEM form
            good.crt     | noise.key         | cannot use TLS key #noise.key: it is damaged:
            good.crt     | encrypted.key     | cannot use TLS key #encrypted.key: the key is encrypted; decrypt it with: openssl pkey
            rsa.crt      | encrypted-rsa.key | cannot use TLS key #encrypted-rsa.key: the key is encrypted; decrypt it with: openssl pkey
            good.crt     | x25519.key        | cannot use TLS key #x25519.key: keys of kind 1.3.101.110 cannot be used; use RSA, EC or Ed25519
            good.crt     | bitcoin.key       | cannot use TLS key #bitcoin.key: its curve is not one of TLS; use P-256, P-384 or P-521
            good.crt     | rsa.key           | cannot use TLS certificate #good.crt: the key #rsa.key belongs to another certificate
            rsa.crt      | other.key         | cannot use TLS certificate #rsa.crt: the key #other.key belongs to another certificate
            reversed.crt | good.key          | cannot use TLS certificate #reversed.crt: the certificate of the key #good.key must come first, it is number 2
            """)
    void filesThatCannotBeUsedAreNamedWithTheReason(String certificate, String key, String reason) {
        CertificateFiles files = new CertificateFiles(temp.resolve(certificate), temp.resolve(key), Optional.empty());

        String message = refusal(files);

        assertTrue(message.startsWith(reason.replace("#", temp + "/")), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aClientAuthorityThatIsNoneIsNamed() throws IOException {
        CertificateFiles files = new CertificateFiles(
                temp.resolve("good.crt"), temp.resolve("good.key"), Optional.of(temp.resolve("empty")));

        assertTrue(refusal(files).startsWith("cannot use client CA " + temp.resolve("empty") + ": it holds no"));
    }

    @Test
    void keyAndCertificateMayLieInOneFileBesideOtherText() throws Exception {
        Path both = temp.resolve("both.pem");

        Identity identity =
                new CertificateFiles(both, both, Optional.empty()).read().identity();

        assertEquals("CN=good", identity.leaf().getSubjectX500Principal().getName());
    }

    @Test
    void theKeyIsNotInTheText() throws Exception {
        Identity identity = openssl.files("rsa").read().identity();

        assertTrue(identity.toString().matches("CN=rsa, RSA, valid until \\S+Z"), identity.toString());
    }

    private static String refusal(CertificateFiles files) {
        return String.valueOf(assertThrows(StartException.class, () -> {
                    CertificateFiles.Content content = files.read();
                    content.identity();
                    content.authorities();
                })
                .getMessage());
    }
}
