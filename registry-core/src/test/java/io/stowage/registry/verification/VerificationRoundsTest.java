package io.stowage.registry.verification;

import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.registry.verification.ContentVerifier.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationRoundsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Logger LOGGER = Logger.getLogger(VerificationRounds.class.getName());

    private final List<String> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().equals(Level.WARNING)) {
                warnings.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = new Store(directory);
        store.image("team/app", "v1", "config", "layer");
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void close() throws IOException {
        LOGGER.removeHandler(handler);
        store.close();
    }

    @Test
    void aRoundIsDueAtOnceAndThenAfterTheInterval() throws IOException {
        assertTrue(rounds(DAY).runIfDue().isPresent());
        assertEquals(Optional.empty(), rounds(DAY).runIfDue());
        try (Store again = store.again()) {
            assertEquals(
                    Optional.empty(),
                    again.registry.contentVerifier(Settings.DEFAULT).rounds(DAY).runIfDue());
        }
        assertTrue(rounds(Duration.ZERO).runIfDue().isPresent());
    }

    @Test
    void aFindingIsLoggedOnceUntilItWasGone() throws IOException {
        store.flip(sha256(bytes("layer")));
        rounds(Duration.ZERO).runIfDue();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("team/app:v1"), warnings.get(0));

        rounds(Duration.ZERO).runIfDue();
        rounds(Duration.ZERO).runIfDue();
        assertEquals(1, warnings.size(), warnings.toString());

        store.blob("team/app", "layer");
        rounds(Duration.ZERO).runIfDue();
        store.flip(sha256(bytes("layer")));
        rounds(Duration.ZERO).runIfDue();
        assertEquals(2, warnings.size(), warnings.toString());
    }

    @Test
    void whatAnotherInstanceIsAtIsLeftToIt() throws IOException {
        note(new VerificationState(
                "another", Instant.now(), Instant.now(), false, Optional.empty(), 0, 0, List.of(), List.of()));

        assertEquals(Optional.empty(), rounds(Duration.ZERO).runIfDue());
    }

    @Test
    void whatAnotherInstanceLeftIsGoneOnWith() throws IOException {
        Instant longAgo = Instant.now().minus(Duration.ofMinutes(11));
        note(new VerificationState(
                "another", longAgo, longAgo, false, Optional.of(sha256(bytes("layer"))), 17, 1, List.of(), List.of()));

        VerificationReport report = rounds(DAY).runIfDue().orElseThrow();

        assertEquals(17, report.before());
        assertTrue(report.contents() < 3, report.toString());
    }

    private VerificationRounds rounds(Duration interval) {
        return store.registry.contentVerifier(Settings.DEFAULT).rounds(interval);
    }

    private void note(VerificationState state) throws IOException {
        Path note = store.path("stowage/notes/verification-rounds");
        Files.createDirectories(note.getParent());
        Files.writeString(note, state.toJson());
    }
}
