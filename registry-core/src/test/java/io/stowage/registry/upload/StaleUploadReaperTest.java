package io.stowage.registry.upload;

import static io.stowage.registry.Fixture.REPOSITORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.Registry;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleUploadReaperTest {
    private final SetClock clock = new SetClock();
    private final Registry registry =
            Registry.builder(InMemoryStorage.create()).clock(clock).build();
    private final Uploads uploads = registry.repository(REPOSITORY).uploads();

    @Test
    void cancelsUploadsOlderThanTheLimitAndNoOthers() throws IOException {
        UploadSession old = uploads.start(DigestAlgorithm.SHA256);
        old.append(Optional.empty(), new ByteArrayInputStream(new byte[7]));
        clock.now = clock.now.plus(Duration.ofHours(2));
        UploadSession young = uploads.start(DigestAlgorithm.SHA256);
        clock.now = clock.now.plus(Duration.ofHours(23));

        StaleUploadReaper reaper = registry.staleUploadReaper(Duration.ofDays(1));
        StaleUploadReaper.Reaped rehearsed = reaper.rehearse();
        assertEquals(7, uploads.find(old.id()).size());
        StaleUploadReaper.Reaped reaped = reaper.reap();

        assertEquals(new StaleUploadReaper.Reaped(1, 7), reaped);
        assertEquals(reaped, rehearsed);
        assertThrows(RegistryException.class, () -> uploads.find(old.id()));
        assertEquals(0, uploads.find(young.id()).size());
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
