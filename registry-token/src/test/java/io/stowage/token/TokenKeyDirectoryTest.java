package io.stowage.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.auth.Authentication;
import io.stowage.registry.auth.Credentials;
import io.stowage.registry.auth.LoginAttempt;
import io.stowage.registry.auth.TokenGrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyDirectoryTest {
    private static final Duration AGE = Duration.ofDays(90);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path temporary;

    private final TestClock clock = new TestClock();

    private Path directory() {
        return temporary.resolve("stowage").resolve("tokens");
    }

    private TokenKeyDirectory open() throws IOException {
        return TokenKeyDirectory.open(directory(), TokenAlgorithm.ES256, AGE, clock);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private SignedTokens tokens(TokenKeys keys) {
        return SignedTokens.builder(keys).clock(clock).build();
    }

    private String issue(TokenKeys keys) throws IOException {
        return tokens(keys).issue(new TokenGrant("alice", Set.of(), Set.of())).text();
    }

    private boolean accepts(TokenKeys keys, String token) throws IOException {
        return tokens(keys).authenticate(new LoginAttempt(new Credentials.Bearer(token), "127.0.0.1"))
                instanceof Authentication.Accepted;
    }

    @Test
    void theFirstStartMakesOneKeyThatOnlyItsOwnerReads() throws IOException {
        open();

        assertEquals(List.of("000001.jwk"), names());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory().resolve("000001.jwk"))));
    }

    @Test
    void aDirectoryThatIsOpenToOthersIsClosed() throws IOException {
        Files.createDirectories(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));

        open();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
    }

    @Test
    void theNextStartUsesTheSameKey() throws IOException {
        String token = issue(open());

        assertTrue(accepts(open(), token));
        assertEquals(1, names().size());
    }

    @Test
    void edwardsKeysAreKeptToo() throws IOException {
        TokenKeyDirectory keys = TokenKeyDirectory.open(directory(), TokenAlgorithm.EDDSA, AGE, clock);

        assertTrue(accepts(TokenKeyDirectory.open(directory(), TokenAlgorithm.EDDSA, AGE, clock), issue(keys)));
        assertEquals(1, names().size());
    }

    @Test
    void anotherAlgorithmIsARotation() throws IOException {
        String token = issue(open());

        TokenKeyDirectory edwards = TokenKeyDirectory.open(directory(), TokenAlgorithm.EDDSA, AGE, clock);

        assertEquals(List.of("000001.jwk", "000002.jwk"), names());
        assertTrue(accepts(edwards, token));
        clock.pass(KeyRing.PROPAGATION);
        assertTrue(edwards.signing().isFor(TokenAlgorithm.EDDSA));
    }

    @Test
    void manyWhoStartAtOnceAgreeOnOneKey() throws Exception {
        int instances = 16;
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        try {
            CyclicBarrier start = new CyclicBarrier(instances);
            List<Future<String>> ids = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                ids.add(threads.submit(() -> {
                    start.await();
                    return open().signing().id();
                }));
            }
            Set<String> different = new HashSet<>();
            for (Future<String> id : ids) {
                different.add(id.get());
            }
            assertEquals(1, different.size(), different::toString);
            assertEquals(List.of("000001.jwk"), names());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aNewKeySignsWhenAllInstancesKnowIt() throws IOException {
        TokenKeyDirectory one = open();
        TokenKeyDirectory two = open();
        String first = one.signing().id();

        one.rotate();

        assertEquals(first, one.signing().id());
        clock.pass(KeyRing.PROPAGATION.minusSeconds(1));
        assertEquals(first, one.signing().id());
        clock.pass(Duration.ofSeconds(1));
        String second = one.signing().id();
        assertNotEquals(first, second);
        assertEquals(second, two.signing().id());
    }

    @Test
    void liveTokensOutliveARotation() throws IOException {
        TokenKeyDirectory keys = open();
        keys.rotate();
        clock.pass(KeyRing.PROPAGATION.minusSeconds(1));
        String last = issue(keys);

        clock.pass(SignedTokens.USUAL_LIFETIME);

        assertTrue(accepts(keys, last));
        assertTrue(accepts(open(), last));
    }

    @Test
    void anOldKeyGoesWhenItsLastTokenHasExpired() throws IOException {
        TokenKeyDirectory keys = open();
        String first = keys.signing().id();
        keys.rotate();

        clock.pass(KeyRing.PROPAGATION.plus(TokenKeys.MAX_LIFETIME).plus(KeyRing.CLOCKS));
        assertTrue(keys.find(first).isPresent());
        clock.pass(TokenKeyDirectory.REREAD);

        assertFalse(keys.find(first).isPresent());
        assertEquals(List.of("000002.jwk"), names());
    }

    @Test
    void aTokenOfAKeyMadeElsewhereIsTakenAtOnce() throws IOException {
        TokenKeyDirectory here = open();
        clock.pass(Duration.ofSeconds(6));
        Files.delete(directory().resolve("000001.jwk"));
        TokenKeyDirectory there = open();

        assertTrue(accepts(here, issue(there)));
    }

    @Test
    void unknownNamesDoNotReadTheDirectoryEachTime() throws IOException {
        TokenKeyDirectory here = open();
        clock.pass(Duration.ofSeconds(6));
        assertFalse(here.find("junk").isPresent());
        Files.delete(directory().resolve("000001.jwk"));
        String elsewhere = open().signing().id();

        assertFalse(here.find(elsewhere).isPresent());
        clock.pass(Duration.ofSeconds(5));
        assertTrue(here.find(elsewhere).isPresent());
    }

    @Test
    void aRemovedKeyIsOutOfServiceWithinAMinute() throws IOException {
        TokenKeyDirectory keys = open();
        String token = issue(keys);
        SignedTokens tokens = tokens(keys);
        LoginAttempt attempt = new LoginAttempt(new Credentials.Bearer(token), "127.0.0.1");
        assertTrue(tokens.authenticate(attempt) instanceof Authentication.Accepted);

        Files.delete(directory().resolve("000001.jwk"));
        clock.pass(TokenKeyDirectory.REREAD);

        assertFalse(tokens.authenticate(attempt) instanceof Authentication.Accepted);
        assertTrue(accepts(keys, issue(keys)));
    }

    @Test
    void keysAreRenewedByAge() throws IOException {
        TokenKeyDirectory keys = open();
        String first = keys.signing().id();

        clock.pass(AGE.plusSeconds(1));
        assertEquals(first, keys.signing().id());
        assertEquals(List.of("000001.jwk", "000002.jwk"), names());
        clock.pass(KeyRing.PROPAGATION);

        assertNotEquals(first, keys.signing().id());
    }

    @Test
    void brokenFilesAreIgnoredAndLeftAlone() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("000007.jwk"), "{\"kty\":\"EC\"", UTF_8);
        Files.writeString(directory().resolve("README"), "keys", UTF_8);

        String token = issue(open());

        assertEquals(List.of("000007.jwk", "000008.jwk", "README"), names());
        assertTrue(accepts(open(), token));
    }

    @Test
    void aKeyThatClaimsTheNameOfAnotherIsNone() throws IOException {
        String id = open().signing().id();
        Path file = directory().resolve("000001.jwk");
        Files.writeString(
                file, Files.readString(file).replace(id, id.replace(id.charAt(0), id.charAt(0) == 'x' ? 'y' : 'x')));

        assertNotEquals(id, open().signing().id());
        assertEquals(List.of("000001.jwk", "000002.jwk"), names());
    }

    @Test
    void whatAnInterruptedWriterLeftIsRemovedAfterAWhile() throws IOException {
        open();
        Path fresh = Files.createFile(directory().resolve("AA.unfinished"));
        Path old = Files.createFile(directory().resolve("BB.unfinished"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));

        open();

        assertTrue(Files.exists(fresh));
        assertFalse(Files.exists(old));
    }

    @Test
    void whatWasReadStaysInUseWhenTheDirectoryIsAway() throws IOException {
        TokenKeyDirectory keys = open();
        String id = keys.signing().id();
        Files.move(directory(), temporary.resolve("away"));

        clock.pass(Duration.ofMinutes(2));

        assertEquals(id, keys.signing().id());
        assertTrue(keys.find(id).isPresent());
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws IOException {
        Files.createDirectories(temporary.resolve("stowage"));
        Files.writeString(directory(), "a file");

        assertThrows(IOException.class, this::open);
    }

    @Test
    void tooFrequentRenewalIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenKeyDirectory.open(directory(), TokenAlgorithm.ES256, Duration.ofMinutes(59)));
    }
}
