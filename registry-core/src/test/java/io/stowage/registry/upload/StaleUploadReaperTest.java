package io.stowage.registry.upload;

import static io.stowage.registry.Fixture.REPOSITORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.oci.DigestAlgorithm;
import io.stowage.registry.Registry;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.storage.memory.InMemoryStorage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StaleUploadReaperTest {
    private final SetClock clock = new SetClock();
    private final Registry registry =
            Registry.builder(InMemoryStorage.create()).clock(clock).build();
    private final Uploads uploads = registry.repository(REPOSITORY).uploads();

    @Test
    void cancelsUploadsOlderThanTheLimitAndNoOthers() throws IOException {
        UploadSession old = uploads.start(DigestAlgorithm.SHA256);
        clock.now = clock.now.plus(Duration.ofHours(2));
        UploadSession young = uploads.start(DigestAlgorithm.SHA256);
        clock.now = clock.now.plus(Duration.ofHours(23));

        int reaped = registry.staleUploadReaper(Duration.ofDays(1)).reap();

        assertEquals(1, reaped);
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
