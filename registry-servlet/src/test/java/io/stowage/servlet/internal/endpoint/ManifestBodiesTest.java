package io.stowage.servlet.internal.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stowage.registry.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestBodiesTest {
    private static final int LIMIT = 200_000;
    private static final int LARGE = 65_537;

    private final ManifestBodies bodies = new ManifestBodies(LIMIT, 1, Duration.ofMillis(1));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LARGE - 1, LARGE, LIMIT})
    void readsWhatIsWithinTheLimit(int size) throws IOException {
        try (ManifestBodies.Body body = bodies.read(bytes(size), -1)) {
            assertEquals(size, body.content().length);
        }
    }

    @Test
    void refusesMoreThanTheLimitAnnouncedOrNot() {
        assertEquals(413, refusal(bytes(LIMIT + 1), -1).status());
        assertEquals(413, refusal(bytes(0), LIMIT + 1).status());
    }

    @Test
    void asksAnotherLargeOneToComeAgainWhileThereIsNoRoom() throws IOException {
        try (ManifestBodies.Body first = bodies.read(bytes(LARGE), -1)) {
            assertEquals(429, refusal(bytes(LARGE), -1).status());
            assertEquals(LARGE, first.content().length);
        }

        bodies.read(bytes(LARGE), -1).close();
    }

    @Test
    void smallOnesNeedNoRoom() throws IOException {
        try (ManifestBodies.Body large = bodies.read(bytes(LARGE), -1);
                ManifestBodies.Body small = bodies.read(bytes(1000), -1)) {
            assertEquals(1000, small.content().length);
            assertEquals(LARGE, large.content().length);
        }
    }

    @Test
    void oneThatIsRefusedLeavesItsRoom() throws IOException {
        refusal(bytes(LIMIT + 1), -1);

        bodies.read(bytes(LARGE), -1).close();
    }

    private RegistryException refusal(ManifestBodies.Source body, long announced) {
        return assertThrows(
                RegistryException.class, () -> bodies.read(body, announced).close());
    }

    private static ManifestBodies.Source bytes(int size) {
        return () -> new ByteArrayInputStream(new byte[size]);
    }
}
