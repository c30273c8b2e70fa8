package io.stowage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Authority;
import io.stowage.registry.auth.Caller;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.Permission;
import io.stowage.registry.auth.TokenGrant;
import io.stowage.registry.auth.TokenIssuer;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTokensTest {
    private static final KeyPair PAIR = Forgery.p256();
    private static final Permission PULL = Permission.of(Action.PULL, RepositoryName.parse("team/app"));
    private static final Permission PUSH = Permission.of(Action.PUSH, RepositoryName.parse("team/app"));

    private final TestClock clock = new TestClock();
    private final TokenKeys keys = TokenKeys.of(PAIR);
    private final SignedTokens tokens =
            SignedTokens.builder(keys).clock(clock).service("registry").build();
    private final String kid = SigningKey.of(PAIR, clock.instant()).id();

    private String issue(String caller, Set<String> groups, Permission... access) throws IOException {
        return tokens.issue(new TokenGrant(caller, groups, Set.of(access))).text();
    }

    private Authentication show(String token) throws IOException {
        return show(tokens, token);
    }

    private static Authentication show(SignedTokens to, String token) throws IOException {
        return to.authenticate(new LoginAttempt(new Credentials.Bearer(token), "127.0.0.1"));
    }

    private static Caller accepted(Authentication verdict) {
        return assertInstanceOf(Authentication.Accepted.class, verdict, verdict::toString)
                .caller();
    }

    private void isRejected(String token, String reason) throws IOException {
        Authentication verdict = show(token);
        assertEquals(
                reason,
                assertInstanceOf(Authentication.Rejected.class, verdict, verdict::toString)
                        .reason());
    }

    private Map<String, Object> claims() {
        return Forgery.claims("registry", "registry", clock.instant());
    }

    private String good() {
        return Forgery.json(Forgery.header("ES256", kid));
    }

    /** Claims with ours signature, one of them changed. */
    private String with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        return Forgery.es256(PAIR.getPrivate(), good(), Forgery.json(claims));
    }

    @Test
    void aTokenComesBackAsItsCallerWithItsScope() throws IOException {
        Caller caller = accepted(show(issue("alice", Set.of("devs"), PULL, PUSH, new Permission.Catalog())));

        assertEquals("alice", caller.name());
        assertTrue(caller.isIn("devs"));
        assertFalse(caller.isIn("ops"));
        assertEquals(new Authority.ScopedToken(Set.of(PULL, PUSH, new Permission.Catalog())), caller.authority());
    }

    @Test
    void theAnonymousCallersTokenIsAnonymousAndScoped() throws IOException {
        Caller caller = accepted(show(issue("", Set.of(), PULL)));

        assertTrue(caller.isAnonymous());
        assertEquals(new Authority.ScopedToken(Set.of(PULL)), caller.authority());
    }

    @Test
    void aTokenSaysWhatDockersSpecificationWants() throws Exception {
        TokenIssuer.Token token = tokens.issue(new TokenGrant("alice", Set.of(), Set.of(PULL)));
        SignedJWT jwt = SignedJWT.parse(token.text());
        Map<String, Object> claims = jwt.getPayload().toJSONObject();

        assertEquals(Duration.ofMinutes(5), token.validFor());
        assertEquals(clock.instant(), token.issuedAt());
        assertEquals(kid, jwt.getHeader().getKeyID());
        assertEquals("registry", claims.get("iss"));
        assertEquals("alice", claims.get("sub"));
        assertEquals("registry", claims.get("aud"));
        assertEquals(clock.instant().getEpochSecond(), claims.get("iat"));
        assertEquals(clock.instant().getEpochSecond(), claims.get("nbf"));
        assertEquals(clock.instant().getEpochSecond() + 300, claims.get("exp"));
        assertEquals(
                List.of(Map.of("type", "repository", "name", "team/app", "actions", List.of("pull"))),
                claims.get("access"));
        assertFalse(token.toString().contains(token.text()));
    }

    @Test
    void twoTokensAreNeverTheSame() throws IOException {
        assertFalse(issue("alice", Set.of(), PULL).equals(issue("alice", Set.of(), PULL)));
    }

    @Test
    void ed25519Works() throws IOException {
        SignedTokens edwards = SignedTokens.builder(TokenKeys.of(Forgery.pair("Ed25519", "")))
                .clock(clock)
                .build();
        String token =
                edwards.issue(new TokenGrant("alice", Set.of(), Set.of(PULL))).text();

        assertEquals("alice", accepted(show(edwards, token)).name());
        assertInstanceOf(
                Authentication.Rejected.class, show(edwards, token.substring(0, token.lastIndexOf('.') + 1) + "AAAA"));
    }

    @Test
    void anExpiredTokenIsRefusedAlsoIfItWasRemembered() throws IOException {
        String token = issue("alice", Set.of(), PULL);
        accepted(show(token));

        clock.pass(Duration.ofSeconds(300 + 29));
        accepted(show(token));
        clock.pass(Duration.ofSeconds(1));

        isRejected(token, "the token has expired");
    }

    @Test
    void anotherKindOfCredentialsIsLeftToOthers() throws IOException {
        assertEquals(
                new Authentication.NotMine(),
                tokens.authenticate(new LoginAttempt(new Credentials.Basic("alice", "x"), "127.0.0.1")));
    }

    @Test
    void lifetimesAreBounded() {
        SignedTokens.Builder builder = SignedTokens.builder(keys);

        assertThrows(IllegalArgumentException.class, () -> builder.lifetime(Duration.ofSeconds(59)));
        assertThrows(IllegalArgumentException.class, () -> builder.lifetime(Duration.ofMinutes(61)));
    }

    @Test
    void realmAndServiceMustFitIntoAChallenge() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SignedTokens.builder(keys).service("a\"b").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> SignedTokens.builder(keys).realm("").build());
    }

    @Nested
    class GivenKeys {
        @Test
        void anEarlierPairStillVerifies() throws IOException {
            String old = issue("alice", Set.of(), PULL);
            SignedTokens renewed = SignedTokens.builder(TokenKeys.of(Forgery.p256(), PAIR))
                    .clock(clock)
                    .service("registry")
                    .build();

            assertEquals("alice", accepted(show(renewed, old)).name());
        }

        @Test
        void otherKindsAreRefused() {
            assertThrows(IllegalArgumentException.class, () -> TokenKeys.of(Forgery.pair("RSA", "2048")));
            assertThrows(IllegalArgumentException.class, () -> TokenKeys.of(Forgery.pair("EC", "secp384r1")));
            assertThrows(IllegalArgumentException.class, () -> TokenKeys.of(Forgery.pair("Ed448", "")));
        }

        @Test
        void halvesOfTwoPairsAreRefused() {
            KeyPair mixed = new KeyPair(PAIR.getPublic(), Forgery.p256().getPrivate());

            assertThrows(IllegalArgumentException.class, () -> TokenKeys.of(mixed));
        }
    }

    @Nested
    class Attacks {
        @Test
        void theForgeriesBelowWouldBeGoodButForWhatEachIsAbout() throws IOException {
            assertEquals(
                    "alice",
                    accepted(show(Forgery.es256(PAIR.getPrivate(), good(), Forgery.json(claims()))))
                            .name());
        }

        @Test
        void algorithmNone() throws IOException {
            String header = Forgery.json(Forgery.header("none", kid));
            String unsigned = Forgery.encode(header) + "." + Forgery.encode(Forgery.json(claims())) + ".";

            isRejected(unsigned, "the token cannot be read");
            isRejected(unsigned + "AAAA", "the token cannot be read");
        }

        @Test
        void thePublicKeyAsSharedSecret() throws IOException {
            String header = Forgery.json(Forgery.header("HS256", kid));

            isRejected(
                    Forgery.hs256(PAIR.getPublic().getEncoded(), header, Forgery.json(claims())),
                    "the token's signature is wrong");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ES384", "ES256K", "RS256", "EdDSA", "es256", "PS256"})
        void anotherAlgorithmThanTheKeys(String algorithm) throws IOException {
            String header = Forgery.json(Forgery.header(algorithm, kid));

            isRejected(
                    Forgery.es256(PAIR.getPrivate(), header, Forgery.json(claims())), "the token's signature is wrong");
        }

        @Test
        void aSignatureOfZeros() throws IOException {
            String token = Forgery.es256(PAIR.getPrivate(), good(), Forgery.json(claims()));
            String zeros = token.substring(0, token.lastIndexOf('.') + 1) + Base64URL.encode(new byte[64]);

            isRejected(zeros, "the token's signature is wrong");
        }

        @Test
        void claimsChangedAfterSigning() throws IOException {
            String[] parts = issue("alice", Set.of(), PULL).split("\\.", -1);
            Map<String, Object> claims = claims();
            claims.put("sub", "root");

            isRejected(
                    parts[0] + "." + Forgery.encode(Forgery.json(claims)) + "." + parts[2],
                    "the token's signature is wrong");
        }

        @Test
        void aForeignIssuerIsLeftToOthers() throws IOException {
            assertEquals(new Authentication.NotMine(), show(with("iss", "harbor-token-issuer")));
        }

        @Test
        void aForeignAudience() throws IOException {
            isRejected(with("aud", "other"), "the token is for another service");
            isRejected(with("aud", List.of("other", "registry2")), "the token is for another service");
            isRejected(with("aud", List.of()), "the token is for another service");
        }

        @Test
        void times() throws IOException {
            long now = clock.instant().getEpochSecond();

            isRejected(with("exp", now - 30), "the token has expired");
            isRejected(with("exp", 0), "the token has expired");
            isRejected(with("exp", -1), "the token has expired");
            isRejected(with("nbf", now + 31), "the token is not good yet");
            isRejected(with("iat", now + 31), "the token is not one of ours");
            isRejected(with("exp", now + 3601), "the token is not one of ours");
            isRejected(with("exp", Long.MAX_VALUE), "the token has a time in exp that no clock shows");
            isRejected(with("nbf", new BigInteger("9".repeat(29))), "the token has a time in nbf that no clock shows");
            isRejected(with("iat", -1e300), "the token has a time in iat that no clock shows");
            isRejected(with("exp", "tomorrow"), "the token cannot be read");
        }

        @Test
        void withoutAnEnd() throws IOException {
            Map<String, Object> claims = claims();
            claims.remove("exp");

            isRejected(
                    Forgery.es256(PAIR.getPrivate(), good(), Forgery.json(claims)),
                    "the token does not say when it expires");
        }

        @Test
        void anotherRegistrysKeyForTheSameService() throws IOException {
            KeyPair other = Forgery.p256();
            String otherKid = SigningKey.of(other, clock.instant()).id();
            String claims = Forgery.json(claims());

            isRejected(
                    Forgery.es256(other.getPrivate(), Forgery.json(Forgery.header("ES256", otherKid)), claims),
                    "the token is signed with an unknown key");
            isRejected(Forgery.es256(other.getPrivate(), good(), claims), "the token's signature is wrong");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "../../../../dev/null", "' OR 1=1 --", "000001", "http://127.0.0.1/key", "\u0000"})
        void keyNamesThatAreNone(String junk) throws IOException {
            String header = Forgery.json(Forgery.header("ES256", junk));

            isRejected(
                    Forgery.es256(PAIR.getPrivate(), header, Forgery.json(claims())),
                    "the token is signed with an unknown key");
        }

        @Test
        void noKeyName() throws IOException {
            isRejected(
                    Forgery.es256(PAIR.getPrivate(), "{\"alg\":\"ES256\"}", Forgery.json(claims())),
                    "the token is signed with an unknown key");
        }

        @Test
        void aKeyThatTheTokenBrings() throws IOException {
            KeyPair own = Forgery.p256();
            String jwk = JSONObjectUtils.toJSONString(new ECKey.Builder(Curve.P_256, (ECPublicKey) own.getPublic())
                    .keyID(kid)
                    .build()
                    .toJSONObject());
            String claims = Forgery.json(claims());
            String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"jwk\":" + jwk + "}";

            isRejected(Forgery.es256(own.getPrivate(), header, claims), "the token's signature is wrong");
            isRejected(
                    Forgery.es256(own.getPrivate(), "{\"alg\":\"ES256\",\"jwk\":" + jwk + "}", claims),
                    "the token is signed with an unknown key");
        }

        @Test
        void addressesOfKeysAreNotLookedAt() throws IOException {
            String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"jku\":\"http://127.0.0.1:1/jwks\","
                    + "\"x5u\":\"http://127.0.0.1:1/chain\"}";

            accepted(show(Forgery.es256(PAIR.getPrivate(), header, Forgery.json(claims()))));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"crit\":[\"exp\"],\"exp\":1",
                    "\"crit\":[\"b64\"],\"b64\":false",
                    "\"crit\":[\"b64\"],\"b64\":true",
                    "\"crit\":[\"x\"],\"x\":1"
                })
        void criticalHeaders(String fields) throws IOException {
            String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"," + fields + "}";

            isRejected(
                    Forgery.es256(PAIR.getPrivate(), header, Forgery.json(claims())),
                    "the token has critical headers, none of which is known here");
        }

        @Test
        void theSameClaimTwice() throws IOException {
            String claims = Forgery.json(claims());
            String twice = claims.substring(0, claims.length() - 1) + ",\"sub\":\"root\"}";

            isRejected(Forgery.es256(PAIR.getPrivate(), good(), twice), "the token cannot be read");
        }

        @Test
        void theSameHeaderTwice() throws IOException {
            String header = "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}";

            isRejected(Forgery.es256(PAIR.getPrivate(), header, Forgery.json(claims())), "the token cannot be read");
        }

        @Test
        void tooLong() throws IOException {
            isRejected(
                    with("padding", "x".repeat(Claims.LONGEST)),
                    "the token has more than " + Claims.LONGEST + " characters");
        }

        @Test
        void deeplyNested() throws IOException {
            String nested = "{\"a\":" + "[".repeat(8000) + "]".repeat(8000) + "}";

            isRejected(Forgery.es256(PAIR.getPrivate(), good(), nested), "the token cannot be read");
            isRejected(Forgery.es256(PAIR.getPrivate(), nested, Forgery.json(claims())), "the token cannot be read");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "..",
                    "...",
                    "a.b.c",
                    "a.b.c.d.e",
                    ".",
                    "e30.e30.e30",
                    "eyJhbGciOiJFUzI1NiJ9..",
                    "opaque-token=="
                })
        void noTokensAtAll(String text) throws IOException {
            isRejected(text, "the token cannot be read");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"[1]", "null", "\"x\"", "{\"iss\":[\"registry\"]}", "{\"iss\":\"registry\",\"aud\":{}}"})
        void claimsOfOtherShapes(String claims) throws IOException {
            isRejected(Forgery.es256(PAIR.getPrivate(), good(), claims), "the token cannot be read");
        }

        @Test
        void accessThatIsNoneGivesNone() throws IOException {
            for (Object access : List.of(
                    "repository:team/app:pull",
                    List.of("x", 1, List.of(), Map.of()),
                    List.of(Map.of("type", "repository", "name", 7, "actions", List.of("pull"))),
                    List.of(Map.of("type", "repository", "name", "../etc", "actions", List.of("pull"))),
                    List.of(Map.of("type", "repository", "name", "team/app", "actions", "pull")),
                    Map.of("type", "repository"))) {
                Caller caller = accepted(show(with("access", access)));
                assertEquals(new Authority.ScopedToken(Set.of()), caller.authority(), access::toString);
            }
        }
    }
}
