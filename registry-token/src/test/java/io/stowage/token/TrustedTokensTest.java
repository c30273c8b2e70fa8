package io.stowage.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedTokensTest {
    private static final KeyPair EC = Forgery.p256();
    private static final KeyPair RSA = Forgery.pair("RSA", "2048");
    private static final Permission PULL = Permission.of(Action.PULL, RepositoryName.parse("team/app"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path temporary;

    private final TestClock clock = new TestClock();

    private TrustedTokens.Builder builder() {
        return TrustedTokens.builder("harbor", "registry", "https://harbor.example.com/service/token")
                .clock(clock);
    }

    private TrustedTokens trusting(PublicKey... keys) {
        return builder().keys(keys).build();
    }

    private TrustedTokens trustingPem(String pem) throws IOException {
        return builder()
                .pem(Files.writeString(temporary.resolve("keys.pem"), pem))
                .build();
    }

    private TrustedTokens trustingJwks(JWK... keys) throws IOException {
        return builder()
                .jwks(Files.writeString(temporary.resolve("keys.json"), jwks(keys)))
                .build();
    }

    static String jwks(JWK... keys) {
        return JSONObjectUtils.toJSONString(
                Map.of("keys", List.of(keys).stream().map(JWK::toJSONObject).toList()));
    }

    private static ECKey jwk(String kid) {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic())
                .keyID(kid)
                .build();
    }

    private Map<String, Object> claims() {
        return Forgery.claims("harbor", "registry", clock.instant());
    }

    private String token(String kid) {
        return Forgery.es256(EC.getPrivate(), Forgery.json(Forgery.header("ES256", kid)), Forgery.json(claims()));
    }

    private String with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        return Forgery.es256(EC.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims));
    }

    private static Authentication show(TrustedTokens to, String token) throws IOException {
        return to.authenticate(new LoginAttempt(new Credentials.Bearer(token), "127.0.0.1"));
    }

    private static Caller accepted(TrustedTokens to, String token) throws IOException {
        Authentication verdict = show(to, token);
        return assertInstanceOf(Authentication.Accepted.class, verdict, verdict::toString)
                .caller();
    }

    private static void isRejected(String reason, TrustedTokens to, String token) throws IOException {
        Authentication verdict = show(to, token);
        assertEquals(
                reason,
                assertInstanceOf(Authentication.Rejected.class, verdict, verdict::toString)
                        .reason());
    }

    private static final String NONE_OF_THE_KEYS = "the token is signed by none of the keys for its issuer";
    private static final String NOT_ALLOWED = "the token is signed with an algorithm that is not allowed";

    @ParameterizedTest
    @CsvSource({
        "RS256, RSA,     2048,      SHA256withRSA",
        "RS384, RSA,     2048,      SHA384withRSA",
        "RS512, RSA,     3072,      SHA512withRSA",
        "ES256, EC,      secp256r1, SHA256withECDSAinP1363Format",
        "ES384, EC,      secp384r1, SHA384withECDSAinP1363Format",
        "ES512, EC,      secp521r1, SHA512withECDSAinP1363Format",
        "EdDSA, Ed25519, '',        Ed25519"
    })
    void everyUsualAlgorithmWorks(String algorithm, String kind, String parameter, String jca) throws IOException {
        KeyPair pair = Forgery.pair(kind, parameter);
        TrustedTokens tokens = trusting(EC.getPublic(), RSA.getPublic(), pair.getPublic());
        String header = "{\"alg\":\"" + algorithm + "\"}";

        Caller caller = accepted(tokens, Forgery.signed(jca, pair.getPrivate(), header, Forgery.json(claims())));

        assertEquals("alice", caller.name());
        assertEquals(new Authority.TrustedToken(Set.of(PULL)), caller.authority());
    }

    @Test
    void theChallengeNamesTheOthersEndpoint() {
        assertEquals(
                Optional.of(Challenge.bearer("https://harbor.example.com/service/token", "registry")),
                trusting(EC.getPublic()).challenge());
    }

    @Test
    void accessIsReadTolerantly() throws IOException {
        Object access = List.of(
                Map.of("type", "repository", "class", "image", "name", "a/b", "actions", List.of("*", "scanner-pull")),
                Map.of("type", "repository(plugin)", "name", "c", "actions", List.of("pull", "push")),
                Map.of("type", "registry", "name", "catalog", "actions", List.of("*")),
                Map.of("type", "repository", "name", "UPPER", "actions", List.of("pull")),
                Map.of("type", "project", "name", "d", "actions", List.of("pull")),
                "repository:e:pull");
        RepositoryName ab = RepositoryName.parse("a/b");
        RepositoryName c = RepositoryName.parse("c");

        assertEquals(
                new Authority.TrustedToken(Set.of(
                        Permission.of(Action.PULL, ab),
                        Permission.of(Action.PUSH, ab),
                        Permission.of(Action.DELETE, ab),
                        Permission.of(Action.PULL, c),
                        Permission.of(Action.PUSH, c),
                        new Permission.Catalog())),
                accepted(trusting(EC.getPublic()), with("access", access)).authority());
    }

    @Test
    void aTokenWithoutAccessAllowsNothing() throws IOException {
        Map<String, Object> claims = claims();
        claims.remove("access");
        claims.put("sub", "");

        Caller caller = accepted(
                trusting(EC.getPublic()), Forgery.es256(EC.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims)));

        assertTrue(caller.isAnonymous());
        assertEquals(new Authority.TrustedToken(Set.of()), caller.authority());
    }

    @Test
    void theAudienceMayBeOneOfMany() throws IOException {
        accepted(trusting(EC.getPublic()), with("aud", List.of("other", "registry")));
        isRejected("the token is for another service", trusting(EC.getPublic()), with("aud", List.of("other")));
    }

    @Test
    void clocksMayBeApartByTheSkew() throws IOException {
        long now = clock.instant().getEpochSecond();
        TrustedTokens tokens = trusting(EC.getPublic());

        accepted(tokens, with("exp", now - 59));
        isRejected("the token has expired", tokens, with("exp", now - 60));
        accepted(tokens, with("nbf", now + 60));
        isRejected("the token is not good yet", tokens, with("nbf", now + 61));
        TrustedTokens strict =
                builder().keys(EC.getPublic()).skew(Duration.ZERO).build();
        isRejected("the token has expired", strict, with("exp", now));
    }

    @Test
    void aRememberedTokenEndsToo() throws IOException {
        TrustedTokens tokens = trusting(EC.getPublic());
        String token = token("x");
        accepted(tokens, token);

        clock.pass(Duration.ofMinutes(6));

        isRejected("the token has expired", tokens, token);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> builder().skew(Duration.ofSeconds(301)));
        assertThrows(IllegalArgumentException.class, () -> builder().skew(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder().algorithms());
        assertThrows(IllegalArgumentException.class, () -> builder().algorithms("HS256"));
        assertThrows(IllegalArgumentException.class, () -> builder().algorithms("none"));
        assertThrows(IllegalArgumentException.class, () -> builder().algorithms("RS256", "rs512"));
        assertThrows(IllegalStateException.class, () -> builder().build());
        assertThrows(
                IllegalStateException.class,
                () -> builder().keys(EC.getPublic()).keys(RSA.getPublic()));
        KeyPair weak = Forgery.pair("RSA", "1024");
        assertThrows(IllegalArgumentException.class, () -> builder().keys(weak.getPublic()));
        assertThrows(
                IllegalArgumentException.class,
                () -> TrustedTokens.builder("", "a", "https://b")
                        .keys(EC.getPublic())
                        .build());
    }

    @Nested
    class KeysInPem {
        private final KeyPair authorityKeys = Forgery.p256();
        private final X509Certificate authority = TestCertificates.authority("Authority", authorityKeys);

        private String signedBy(KeyPair keys, X509Certificate... chain) {
            Map<String, Object> header = Map.of("alg", "ES256", "typ", "JWT", "x5c", TestCertificates.chain(chain));
            return Forgery.es256(keys.getPrivate(), Forgery.json(header), Forgery.json(claims()));
        }

        @Test
        void certificatesAndKeysWithTextAround() throws IOException {
            TrustedTokens tokens = trustingPem("subject=CN = Authority\n" + TestCertificates.pem(authority)
                    + "# and a key\r\n"
                    + TestCertificates.pem("PUBLIC KEY", RSA.getPublic().getEncoded())
                            .replace("\n", "\r\n"));

            accepted(tokens, Forgery.rs256(RSA.getPrivate(), "{\"alg\":\"RS256\"}", Forgery.json(claims())));
            accepted(tokens, Forgery.es256(authorityKeys.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims())));
            isRejected(NONE_OF_THE_KEYS, tokens, token("x"));
        }

        @Test
        void namesAreHints() throws Exception {
            TrustedTokens tokens = trustingPem(
                    TestCertificates.pem("PUBLIC KEY", EC.getPublic().getEncoded()));

            accepted(tokens, token(PemKeys.libtrustName(EC.getPublic())));
            accepted(tokens, token(jwk("").computeThumbprint().toString()));
            accepted(tokens, token("../../junk"));
        }

        @Test
        void libtrustsNameIsTwelveGroupsOfFour() throws Exception {
            assertTrue(PemKeys.libtrustName(EC.getPublic()).matches("([A-Z2-7]{4}:){11}[A-Z2-7]{4}"));
        }

        @Test
        void aChainThatLeadsToAnAuthority() throws IOException {
            TrustedTokens tokens = trustingPem(TestCertificates.pem(authority));
            X509Certificate leaf = TestCertificates.leaf(
                    "Authority", authorityKeys.getPrivate(), "Signer", EC.getPublic(), TestCertificates.TO);

            accepted(tokens, signedBy(EC, leaf));
            accepted(tokens, signedBy(EC, leaf, authority));
        }

        @Test
        void aChainOfTheCertificateItself() throws IOException {
            X509Certificate self =
                    TestCertificates.leaf("Signer", EC.getPrivate(), "Signer", EC.getPublic(), TestCertificates.TO);

            accepted(trustingPem(TestCertificates.pem(self)), signedBy(EC, self));
        }

        @Test
        void aChainOfSomebodyElse() throws IOException {
            TrustedTokens tokens = trustingPem(TestCertificates.pem(authority));
            KeyPair other = Forgery.p256();
            X509Certificate sameName = TestCertificates.authority("Authority", other);
            X509Certificate leaf = TestCertificates.leaf(
                    "Authority", other.getPrivate(), "Signer", EC.getPublic(), TestCertificates.TO);
            String reason = "the certificates that the token brings are not trusted";

            isRejected(reason, tokens, signedBy(EC, leaf));
            isRejected(reason, tokens, signedBy(EC, leaf, sameName));
            isRejected(reason, tokens, signedBy(EC, leaf, authority));
            isRejected(reason, tokens, signedBy(other, sameName));
        }

        @Test
        void aChainWhoseKeyHasNotSigned() throws IOException {
            X509Certificate leaf = TestCertificates.leaf(
                    "Authority", authorityKeys.getPrivate(), "Signer", EC.getPublic(), TestCertificates.TO);

            isRejected(NONE_OF_THE_KEYS, trustingPem(TestCertificates.pem(authority)), signedBy(Forgery.p256(), leaf));
        }

        @Test
        void aChainThroughOneWhoMayNotIssue() throws IOException {
            KeyPair signer = Forgery.p256();
            X509Certificate leaf = TestCertificates.leaf(
                    "Authority", authorityKeys.getPrivate(), "Signer", signer.getPublic(), TestCertificates.TO);
            X509Certificate below =
                    TestCertificates.leaf("Signer", signer.getPrivate(), "Root", EC.getPublic(), TestCertificates.TO);

            isRejected(
                    "the certificates that the token brings are not trusted",
                    trustingPem(TestCertificates.pem(authority)),
                    signedBy(EC, below, leaf));
        }

        @Test
        void aChainThatHasExpired() throws IOException {
            TrustedTokens tokens = trustingPem(TestCertificates.pem(authority));
            X509Certificate leaf = TestCertificates.leaf(
                    "Authority",
                    authorityKeys.getPrivate(),
                    "Signer",
                    EC.getPublic(),
                    clock.instant().plusSeconds(60));
            String token = signedBy(EC, leaf);
            accepted(tokens, token);

            clock.pass(Duration.ofSeconds(61));

            isRejected("the certificates that the token brings are not trusted", tokens, token);
        }

        @Test
        void aChainThatIsTooLongOrEmpty() throws IOException {
            String reason = "the token brings no certificates, or more than 5";
            TrustedTokens tokens = trustingPem(TestCertificates.pem(authority));

            isRejected(reason, tokens, signedBy(EC, authority, authority, authority, authority, authority, authority));
            isRejected(reason, tokens, signedBy(EC));
        }

        @Test
        void aChainIsNotLookedAtWhereThereAreOnlyKeys() throws IOException {
            X509Certificate self = TestCertificates.authority("Authority", EC);

            isRejected(NONE_OF_THE_KEYS, trusting(RSA.getPublic()), signedBy(EC, self));
        }

        @Test
        void whatIsRemovedFromTheFileIsTrustedNoLonger() throws Exception {
            TrustedTokens tokens = trustingPem(
                    TestCertificates.pem("PUBLIC KEY", EC.getPublic().getEncoded()));
            String token = token("x");
            accepted(tokens, token);

            Files.writeString(
                    temporary.resolve("keys.pem"),
                    TestCertificates.pem("PUBLIC KEY", RSA.getPublic().getEncoded()));

            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (show(tokens, token) instanceof Authentication.Accepted) {
                assertTrue(System.nanoTime() < end, "the key is still trusted");
                Thread.onSpinWait();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "no keys",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                    "-----BEGIN PUBLIC KEY-----\n???\n-----END PUBLIC KEY-----\n",
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                })
        void whatIsNoKeyIsRefused(String pem) {
            assertThrows(IOException.class, () -> trustingPem(pem));
        }

        @Test
        void weakKeysAreRefused() {
            String weak = TestCertificates.pem(
                    "PUBLIC KEY", Forgery.pair("RSA", "1024").getPublic().getEncoded());

            assertTrue(String.valueOf(assertThrows(IOException.class, () -> trustingPem(weak))
                            .getMessage())
                    .contains("an RSA key has 1024 bits, it needs 2048 or more"));
        }
    }

    @Nested
    class KeysInJwks {
        @Test
        void theNameSelectsTheKey() throws IOException {
            TrustedTokens tokens = trustingJwks(jwk("2026"));

            accepted(tokens, token("2026"));
            isRejected(NONE_OF_THE_KEYS, tokens, token("2025"));
        }

        @Test
        void aTokenWithoutANameMayBeOfAnyKey() throws IOException {
            accepted(
                    trustingJwks(jwk("2026")),
                    Forgery.es256(EC.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims())));
        }

        @Test
        void aKeyForOneAlgorithmIsForNoOther() throws IOException {
            JWK key = new RSAKey.Builder((RSAPublicKey) RSA.getPublic())
                    .keyID("k")
                    .algorithm(JWSAlgorithm.RS512)
                    .build();
            TrustedTokens tokens = trustingJwks(key);
            String claims = Forgery.json(claims());

            accepted(
                    tokens,
                    Forgery.signed(
                            "SHA512withRSA", RSA.getPrivate(), Forgery.json(Forgery.header("RS512", "k")), claims));
            isRejected(
                    NONE_OF_THE_KEYS,
                    tokens,
                    Forgery.rs256(RSA.getPrivate(), Forgery.json(Forgery.header("RS256", "k")), claims));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "[]",
                    "{}",
                    "{\"keys\":[]}",
                    "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAA\"}]}",
                    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
                    "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}"
                })
        void whatHasNoGoodKeyIsRefused(String json) throws IOException {
            Path file = Files.writeString(temporary.resolve("keys.json"), json);

            assertThrows(IOException.class, () -> builder().jwks(file));
        }

        @Test
        void keysForOtherThingsAreLeftOut() throws IOException {
            JWK forEncryption = new RSAKey.Builder((RSAPublicKey) RSA.getPublic())
                    .keyID("e")
                    .keyUse(KeyUse.ENCRYPTION)
                    .build();
            TrustedTokens tokens = trustingJwks(jwk("2026"), forEncryption);

            isRejected(
                    NONE_OF_THE_KEYS,
                    tokens,
                    Forgery.rs256(
                            RSA.getPrivate(), Forgery.json(Forgery.header("RS256", "e")), Forgery.json(claims())));
        }
    }

    @Nested
    class Attacks {
        private final TrustedTokens tokens = trusting(EC.getPublic(), RSA.getPublic());

        @Test
        void algorithmNone() throws IOException {
            isRejected(
                    "the token cannot be read",
                    tokens,
                    Forgery.encode("{\"alg\":\"none\"}") + "." + Forgery.encode(Forgery.json(claims())) + ".");
        }

        @Test
        void thePublicKeyAsSharedSecret() throws IOException {
            String pem = TestCertificates.pem("PUBLIC KEY", RSA.getPublic().getEncoded());
            for (byte[] secret : List.of(
                    RSA.getPublic().getEncoded(),
                    pem.getBytes(UTF_8),
                    EC.getPublic().getEncoded())) {
                isRejected(NOT_ALLOWED, tokens, Forgery.hs256(secret, "{\"alg\":\"HS256\"}", Forgery.json(claims())));
            }
        }

        @Test
        void anAlgorithmThatIsNotOnTheList() throws IOException {
            TrustedTokens onlyRsa = builder()
                    .keys(EC.getPublic(), RSA.getPublic())
                    .algorithms("RS256")
                    .build();

            isRejected(NOT_ALLOWED, onlyRsa, token("x"));
            accepted(onlyRsa, Forgery.rs256(RSA.getPrivate(), "{\"alg\":\"RS256\"}", Forgery.json(claims())));
        }

        @Test
        void anotherIssuersTokenIsLeftToOthers() throws IOException {
            assertEquals(new Authentication.NotMine(), show(tokens, with("iss", "other")));
        }

        @Test
        void aKeyThatTheTokenBrings() throws IOException {
            KeyPair own = Forgery.p256();
            String jwk = JSONObjectUtils.toJSONString(new ECKey.Builder(Curve.P_256, (ECPublicKey) own.getPublic())
                    .build()
                    .toJSONObject());

            isRejected(
                    NONE_OF_THE_KEYS,
                    tokens,
                    Forgery.es256(own.getPrivate(), "{\"alg\":\"ES256\",\"jwk\":" + jwk + "}", Forgery.json(claims())));
        }

        @Test
        void addressesOfKeysAreNotLookedAt() throws IOException {
            isRejected(
                    NONE_OF_THE_KEYS,
                    tokens,
                    Forgery.es256(
                            Forgery.p256().getPrivate(),
                            "{\"alg\":\"ES256\",\"jku\":\"http://127.0.0.1:1/\",\"x5u\":\"http://127.0.0.1:1/\"}",
                            Forgery.json(claims())));
        }

        @Test
        void criticalHeaders() throws IOException {
            isRejected(
                    "the token has critical headers, none of which is known here",
                    tokens,
                    Forgery.es256(
                            EC.getPrivate(), "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}", Forgery.json(claims())));
        }

        @Test
        void withoutAnEnd() throws IOException {
            Map<String, Object> claims = claims();
            claims.remove("exp");

            isRejected(
                    "the token does not say when it expires",
                    tokens,
                    Forgery.es256(EC.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims)));
        }

        @Test
        void claimsChangedAfterSigning() throws IOException {
            String[] parts = token("x").split("\\.", -1);
            Map<String, Object> claims = claims();
            claims.put("access", List.of(Forgery.access("team/app", "*")));

            isRejected(
                    NONE_OF_THE_KEYS, tokens, parts[0] + "." + Forgery.encode(Forgery.json(claims)) + "." + parts[2]);
        }
    }
}
