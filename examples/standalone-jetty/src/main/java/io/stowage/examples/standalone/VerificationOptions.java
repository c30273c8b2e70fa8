package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import io.stowage.registry.verification.ContentVerifier.Settings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags of {@code stowage serve} about verifying what is stored. */
final class VerificationOptions {
    @Option(
            names = "--verify-interval",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = Durations.class,
            description = "How long after a verification of all blobs, manifests and links the next one begins, while "
                    + "the registry serves; 0 for never. What is damaged is logged and taken out of reach, as by "
                    + "stowage verify. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration interval;

    @Option(
            names = "--verify-rate",
            paramLabel = "RATE",
            defaultValue = "20MiB/s",
            converter = Rate.Converter.class,
            description = "How much of it is read in a second at most. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Rate rate;

    /** What verifies a registry; empty for never. */
    Optional<VerificationSchedule> schedule(Registry registry) {
        if (interval.isZero()) {
            return Optional.empty();
        }
        Settings settings = new Settings(rate.bytesPerSecond(), 1, true);
        return Optional.of(
                new VerificationSchedule(registry.contentVerifier(settings).rounds(interval), interval));
    }
}
