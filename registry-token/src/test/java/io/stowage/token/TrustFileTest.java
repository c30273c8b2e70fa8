package io.stowage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.registry.auth.Challenge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {
    private static final String BLOCK = "issuer = i\nservice = s\nrealm = https://h/t\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @BeforeEach
    void writeKeys() throws IOException {
        Files.writeString(
                directory.resolve("keys.pem"),
                TestCertificates.pem("PUBLIC KEY", Forgery.p256().getPublic().getEncoded()));
    }

    private List<TrustedTokens> read(String text) throws IOException {
        return TrustedTokens.read(Files.writeString(directory.resolve("trust"), text));
    }

    private void isRefused(String reason, String text) {
        assertEquals(
                directory.resolve("trust") + ":" + reason,
                assertThrows(IOException.class, () -> read(text)).getMessage());
    }

    @Test
    void eachIssuerBeginsABlock() throws IOException {
        List<TrustedTokens> tokens = read("# two\n\n" + BLOCK + "pem=keys.pem\n  issuer =  j k \nservice=t\n"
                + "realm = http://127.0.0.1:8080/jwt/auth?x=y\njwks = https://keys.example.com/jwks\n"
                + "algorithms = RS256, ES256 EdDSA\nskew = 30\n");

        assertEquals(
                List.of(
                        Challenge.bearer("https://h/t", "s"),
                        Challenge.bearer("http://127.0.0.1:8080/jwt/auth?x=y", "t")),
                tokens.stream().map(each -> each.challenge().orElseThrow()).toList());
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        isRefused("1: there is no issuer in it", "# nothing\n");
        isRefused("1: service comes before the issuer, with which a block begins", "service = s\n");
        isRefused("4: \"isuer\" is none of issuer, service, realm, pem, jwks, algorithms, skew", BLOCK + "isuer = x\n");
        isRefused("4: pem has no value", BLOCK + "pem =\n");
        isRefused("4: pem has no value", BLOCK + "pem\n");
        isRefused("4: service is given twice for one issuer", BLOCK + "service = x\n");
        isRefused("1: the block needs either pem or jwks", BLOCK);
        isRefused("1: the block needs either pem or jwks", BLOCK + "pem = keys.pem\njwks = keys.json\n");
        isRefused("1: the block has no realm", "issuer = i\nservice = s\npem = keys.pem\n");
        isRefused(
                "3: realm is not an http or https address: /token",
                "issuer = i\nservice = s\nrealm = /token\npem = keys.pem\n");
        isRefused(
                "3: realm is not an http or https address: ht?p://c",
                "issuer = i\nservice = s\nrealm = ht\u009bp://c\npem = keys.pem\n");
        isRefused("5: skew is not a number of seconds: 1m", BLOCK + "pem = keys.pem\nskew = 1m\n");
        isRefused(
                "5: the skew is not between nothing and five minutes: PT16M40S",
                BLOCK + "pem = keys.pem\nskew = 1000\n");
        isRefused(
                "5: algorithm \"HS256\" is none of ES256, ES384, ES512, Ed25519, EdDSA, PS256, PS384, PS512, RS256, "
                        + "RS384, RS512",
                BLOCK + "pem = keys.pem\nalgorithms = HS256\n");
        isRefused(
                "4: keys are fetched from an https address, or an http address on this machine, without user and "
                        + "fragment; this is http to keys.example.com",
                BLOCK + "jwks = http://keys.example.com/jwks\n");
        isRefused("4: cannot use " + directory.resolve("none.pem") + ": it does not exist", BLOCK + "pem = none.pem\n");
        isRefused(
                "4: cannot use " + directory.resolve("trust")
                        + ": there is no CERTIFICATE or PUBLIC KEY in PEM form in it",
                BLOCK + "pem = trust\n");
        isRefused(
                "1: the value of service in a challenge is empty or has characters that cannot be quoted",
                "issuer = i\nservice = a\"b\nrealm = https://h/t\npem = keys.pem\n");
    }
}
