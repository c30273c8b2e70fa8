package io.stowage.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What several authenticators side by side say together. */
class LoginsTest {
    private static final Authentication ALICE = new Authentication.Accepted(Caller.user("alice", Set.of()));
    private static final Authentication BOB = new Authentication.Accepted(Caller.user("bob", Set.of()));
    private static final Authentication WRONG = new Authentication.Rejected("alice", "wrong here");
    private static final Authentication WRONG_TOO = new Authentication.Rejected("alice", "wrong there");
    private static final Authentication LATER = new Authentication.Deferred("alice", Duration.ofSeconds(3));
    private static final Authentication NOT_MINE = new Authentication.NotMine();

    private final List<String> asked = new ArrayList<>();

    @Test
    void theFirstThatAcceptsIsBelieved() throws IOException {
        assertEquals(ALICE, password(ALICE, BOB));
        assertEquals(BOB, password(NOT_MINE, BOB));
        assertEquals(BOB, password(WRONG, BOB));
        assertEquals(BOB, password(LATER, BOB));
    }

    @Test
    void afterOneAcceptedNobodyElseIsAsked() throws IOException {
        password(WRONG, ALICE, BOB);

        assertEquals(List.of("0", "1"), asked);
    }

    @Test
    void oneThatWouldNotLookSaysMoreThanOneThatRejectsAndThatMoreThanOneThatDoesNotKnow() throws IOException {
        assertEquals(WRONG, password(NOT_MINE, WRONG));
        assertEquals(WRONG, password(WRONG, NOT_MINE));
        assertEquals(WRONG, password(WRONG, WRONG_TOO));
        assertEquals(LATER, password(WRONG, LATER));
        assertEquals(LATER, password(LATER, WRONG));
        assertEquals(NOT_MINE, password(NOT_MINE, NOT_MINE));
    }

    @Test
    void nothingShownIsNobodyAndNobodyIsAsked() throws IOException {
        assertEquals("anonymous", callerOf(check(new Credentials.Anonymous(), WRONG)));
        assertEquals(List.of(), asked);
    }

    @Test
    void whatCannotBeReadIsRejectedAndNobodyIsAsked() throws IOException {
        assertEquals(
                new Authentication.Rejected("", "not base64"), check(new Credentials.Unreadable("not base64"), ALICE));
        assertEquals(List.of(), asked);
    }

    @Test
    void theHostApplicationIsBelievedAndNobodyIsAsked() throws IOException {
        Authentication known = check(new Credentials.PreAuthenticated("carol", "dev"::equals), WRONG);

        Caller carol = assertInstanceOf(Authentication.Accepted.class, known).caller();
        assertEquals("carol", carol.name());
        assertEquals(List.of(true, false), List.of(carol.isIn("dev"), carol.isIn("ops")));
        assertEquals(List.of(), asked);
    }

    @Test
    void withoutAuthenticatorsEverybodyIsNobody() throws IOException {
        assertEquals("anonymous", callerOf(password()));
        assertEquals("anonymous", callerOf(check(new Credentials.Unreadable("not base64"))));
    }

    @Test
    void aCertificateThatNobodyKnowsMayHaveBeenShownForOtherReasons() throws Exception {
        Credentials certificate = new Credentials.ClientCertificate(certificate());

        assertEquals("anonymous", callerOf(check(certificate, NOT_MINE)));
        assertEquals(WRONG, check(certificate, NOT_MINE, WRONG));
    }

    private Authentication password(Authentication... verdicts) throws IOException {
        return check(new Credentials.Basic("alice", "x"), verdicts);
    }

    private Authentication check(Credentials credentials, Authentication... verdicts) throws IOException {
        List<Authenticator> authenticators = new ArrayList<>();
        for (Authentication verdict : verdicts) {
            authenticators.add(new Fixed(String.valueOf(authenticators.size()), verdict, asked));
        }
        return new Logins(authenticators).check(new LoginAttempt(credentials, "10.0.0.1"));
    }

    private static String callerOf(Authentication authentication) {
        return assertInstanceOf(Authentication.Accepted.class, authentication)
                .caller()
                .toString();
    }

    private static X509Certificate certificate() throws CertificateException, IOException {
        byte[] bytes = Base64.getMimeDecoder().decode(ClientCertificateAuthenticatorTest.NOBODY);
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private record Fixed(String name, Authentication verdict, List<String> asked) implements Authenticator {
        @Override
        public Authentication authenticate(LoginAttempt attempt) {
            asked.add(name);
            return verdict;
        }

        @Override
        public Optional<Challenge> challenge() {
            return Optional.empty();
        }
    }
}
