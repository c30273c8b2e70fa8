package io.stowage.registry.auth.htpasswd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Challenge;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.internal.LogLines;
import io.stowage.registry.auth.internal.ReloadedFile;
import io.stowage.registry.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtpasswdAuthenticatorTest {
    private static final String WONDERLAND = "$2y$04$lxax0xPfziqLFvrZpGNNEeTI8QDvbUwlzw4EZLJ52cQexw0t98VKq";
    private static final String BUILDER = "$2y$04$zWcQtV.WPMbjm22qHvbY4eFH8tKLHOUMnE/5Kny7bkwnGSjIgwNZ6";
    private static final String SECRET5 = "$2y$05$TSiMcBSM1vGlHJhvdX9j..WK1d04fBxKDCywnoIH9yrZKVEAfjrZG";

    private final FakeTime time = new FakeTime();
    private final LogLines fileLog = new LogLines(ReloadedFile.class);
    private final LogLines usersLog = new LogLines(Users.class);
    private final List<BcryptHash> checked = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private Path path;
    private HtpasswdAuthenticator logins;

    @BeforeEach
    void aFileWithTwoUsers() throws IOException {
        path = directory.resolve("htpasswd");
        write("alice:" + WONDERLAND + "\nbob:" + BUILDER + "\n");
        logins = new HtpasswdAuthenticator(
                path, Challenge.basic("Stowage"), this::check, new Turnstile(1, 8), time.ticker());
    }

    @AfterEach
    void listenNoMore() {
        fileLog.close();
        usersLog.close();
    }

    @Test
    void theRightPasswordIsAccepted() throws IOException {
        Authentication verdict = login("alice", "wonderland");

        assertEquals(
                "alice",
                assertInstanceOf(Authentication.Accepted.class, verdict)
                        .caller()
                        .name());
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldTheSame() throws IOException {
        assertEquals(new Authentication.Rejected("alice", "wrong user name or password"), login("alice", "x"));
        assertEquals(new Authentication.Rejected("carol", "wrong user name or password"), login("carol", "x"));
    }

    @Test
    void noUserHasAnEmptyName() throws IOException {
        assertEquals(new Authentication.Rejected("", "wrong user name or password"), login("", "x"));
        assertEquals(List.of(), checked);
    }

    @Test
    void otherCredentialsAreForOthers() throws IOException {
        assertEquals(
                new Authentication.NotMine(),
                logins.authenticate(new LoginAttempt(new Credentials.Bearer("token"), "10.0.0.1")));
    }

    @Test
    void asksForNameAndPassword() {
        assertEquals(Optional.of(Challenge.basic("Stowage")), logins.challenge());
    }

    @Test
    void opensAFileWithRealHashes() throws IOException {
        HtpasswdAuthenticator real = HtpasswdAuthenticator.open(path, "my registry");

        assertEquals(Optional.of(Challenge.basic("my registry")), real.challenge());
        assertInstanceOf(
                Authentication.Accepted.class,
                real.authenticate(new LoginAttempt(new Credentials.Basic("bob", "builder"), "::1")));
        assertThrows(NoSuchFileException.class, () -> HtpasswdAuthenticator.open(directory.resolve("absent")));
    }

    @Test
    void aPasswordThatWasRightIsNotCheckedAgainWhileItIsInUse() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland"));
            time.pass(LoginMemory.LONGEST_DISUSE.minusSeconds(1));
        }
        assertEquals(1, checked.size());

        time.pass(LoginMemory.LONGEST_DISUSE);
        assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland"));

        assertEquals(2, checked.size());
    }

    @Test
    void aPasswordThatWasRightIsRightFromAnyAddressAndForNobodyElse() throws IOException {
        login("alice", "wonderland");

        assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland", "10.9.9.9"));
        assertInstanceOf(Authentication.Rejected.class, login("bob", "wonderland"));
        assertInstanceOf(Authentication.Rejected.class, login("alic", "ewonderland"));
        assertEquals(3, checked.size());
    }

    @Test
    void aPasswordIsForgottenWithItsHash() throws IOException {
        login("alice", "wonderland");
        login("bob", "builder");
        write("alice:" + SECRET5 + "\nbob:" + BUILDER + "\n");
        time.pass(Duration.ofSeconds(1));

        assertInstanceOf(Authentication.Rejected.class, login("alice", "wonderland"));
        assertInstanceOf(Authentication.Accepted.class, login("alice", "secret5"));
        assertInstanceOf(Authentication.Accepted.class, login("bob", "builder"));
        assertEquals(4, checked.size());
    }

    @Test
    void aUserWhoIsRemovedIsUnknown() throws IOException {
        login("alice", "wonderland");
        write("bob:" + BUILDER + "\n");
        time.pass(Duration.ofSeconds(1));

        assertInstanceOf(Authentication.Rejected.class, login("alice", "wonderland"));
    }

    @Test
    void theSameWrongPasswordIsCheckedOnceInAWhileAndSlowsNobodyDown() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Authentication.Rejected.class, login("alice", "old password"));
        }
        assertEquals(1, checked.size());
        assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland"));

        time.pass(LoginMemory.WRONG_FOR);
        login("alice", "old password");

        assertEquals(3, checked.size());
    }

    @Test
    void aWrongPasswordThatBecomesRightIsRightAtOnce() throws IOException {
        login("alice", "secret5");
        login("carol", "secret5");
        write("alice:" + SECRET5 + "\ncarol:" + SECRET5 + "\n");
        time.pass(Duration.ofSeconds(1));

        assertInstanceOf(Authentication.Accepted.class, login("alice", "secret5"));
        assertInstanceOf(Authentication.Accepted.class, login("carol", "secret5"));
    }

    @Test
    void anUnknownUserCostsACheckLikeThatOfAKnownOne() throws IOException {
        login("carol", "x");

        assertEquals(List.of(4), checked.stream().map(BcryptHash::cost).toList());
    }

    @Test
    void unknownUsersOfAFileOfMixedCostsCostNowThisNowThat() throws IOException {
        write("alice:" + WONDERLAND + "\nbob:" + SECRET5 + "\n");
        time.pass(Duration.ofSeconds(1));

        for (int i = 0; i < 40; i++) {
            login("stranger" + i, "x", "10.0.0." + i);
        }
        login("stranger0", "y", "10.0.1.0");

        List<Integer> costs = checked.stream().map(BcryptHash::cost).toList();
        assertTrue(costs.contains(4) && costs.contains(5), costs.toString());
        assertEquals(costs.get(0), costs.get(40));
    }

    @Test
    void aFileWithoutUsersKeepsEverybodyOut() throws IOException {
        write("# nobody\n");
        time.pass(Duration.ofSeconds(1));

        assertInstanceOf(Authentication.Rejected.class, login("alice", "wonderland"));
    }

    @Test
    void aFileThatSeemsHalfWrittenKeepsItsUsers() throws IOException {
        for (String half : List.of("", "alice:" + WONDERLAND + "\nbob:$2y$04$zW")) {
            write(half);
            time.pass(Duration.ofSeconds(1));
            login("bob", "builder");
        }

        assertInstanceOf(Authentication.Accepted.class, login("bob", "builder"));
        List<String> lines = fileLog.take();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).endsWith("in force: it is empty"), lines.get(0));
        assertTrue(lines.get(1).endsWith("in force: line 2 breaks off"), lines.get(1));
    }

    @Test
    void linesThatCannotBeUsedAreNamedAndNothingOfThem() throws IOException {
        write("alice:" + WONDERLAND + "\nbob:{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=\ncarol:topsecret\n");
        time.pass(Duration.ofSeconds(1));

        assertInstanceOf(Authentication.Accepted.class, login("alice", "wonderland"));
        assertInstanceOf(Authentication.Rejected.class, login("carol", "topsecret"));
        assertEquals(
                List.of("WARNING lines of " + path + " that cannot be used, because users need bcrypt (htpasswd -B): "
                        + "line 2: SHA-1 ({SHA}); line 3: a plain password, or an unknown kind"),
                usersLog.take());
    }

    @Test
    void someOfManySuchLinesAreNamed() throws IOException {
        write("x:y\n".repeat(1000));
        time.pass(Duration.ofSeconds(1));

        login("alice", "wonderland");

        String line = usersLog.take().get(0);
        assertTrue(line.endsWith("line 20: a user who has a line already, which counts; and 980 more"), line);
    }

    @Test
    void firstLoginsAtTheSameTimeAreCheckedOnce() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        HtpasswdAuthenticator slow = new HtpasswdAuthenticator(
                path,
                Challenge.basic("Stowage"),
                (hash, password) -> {
                    awaitQuietly(open);
                    return check(hash, password);
                },
                new Turnstile(4, 8),
                time.ticker());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Authentication>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> slow.authenticate(attempt("alice", "wonderland", "10.0.0.1"))));
            }
            open.countDown();

            for (Future<Authentication> one : all) {
                assertInstanceOf(Authentication.Accepted.class, one.get(10, TimeUnit.SECONDS));
            }
            assertEquals(1, checked.size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCheckThatFailsCountsAsNone() throws IOException {
        HtpasswdAuthenticator broken = new HtpasswdAuthenticator(
                path,
                Challenge.basic("Stowage"),
                (hash, password) -> {
                    throw new IllegalStateException("broken");
                },
                new Turnstile(1, 8),
                time.ticker());

        for (int i = 0; i < 100; i++) {
            assertThrows(
                    IllegalStateException.class, () -> broken.authenticate(attempt("alice", "wonderland", "10.0.0.1")));
        }
    }

    private boolean check(BcryptHash hash, String password) {
        checked.add(hash);
        return hash.matches(password);
    }

    private Authentication login(String user, String password) throws IOException {
        return login(user, password, "10.0.0.1");
    }

    private Authentication login(String user, String password, String address) throws IOException {
        return logins.authenticate(attempt(user, password, address));
    }

    private static LoginAttempt attempt(String user, String password, String address) {
        return new LoginAttempt(new Credentials.Basic(user, password), address);
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
