package io.stowage.examples.standalone;

import io.stowage.registry.gc.GarbageCollector.Settings;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of {@code stowage serve} about removing what no manifest needs. */
final class CollectorOptions {
    static final String DEFAULT_GRACE = "24h";
    static final String DEFAULT_UPLOAD_EXPIRY = "7d";
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    @Option(
            names = "--gc-interval",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = Durations.class,
            description = "How often blobs are removed that no manifest needs, while the registry serves; 0 for never. "
                    + "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration interval;

    @Option(
            names = "--gc-grace",
            paramLabel = "TIME",
            defaultValue = DEFAULT_GRACE,
            converter = Durations.class,
            description =
                    "The time that a client has from learning that a blob is there to pushing a manifest with it. "
                            + "What was not needed for so long is put aside, and removed when it was aside for so long. At "
                            + "least 1m, and 5m on NFS. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration grace;

    @Option(
            names = "--gc-untagged-older-than",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Removes also manifests that no tag leads to, that no index lists and that refer to no "
                    + "manifest which stays, if they were pushed longer ago. If not given, none are.")
    private @Nullable Duration untagged;

    @Option(
            names = "--upload-expiry",
            paramLabel = "TIME",
            defaultValue = DEFAULT_UPLOAD_EXPIRY,
            converter = Durations.class,
            description = "Removes uploads into which nobody has written for so long; looked for every hour, "
                    + "whatever --gc-interval is. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration uploadExpiry;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Checks the flags together. */
    void check() {
        refuseShort(spec, "--upload-expiry", uploadExpiry);
        if (!interval.isZero()) {
            refuseShort(spec, "--gc-interval", interval);
        }
        refuseShort(spec, "--gc-grace", grace);
    }

    /** Checks the grace time by what the directory's file system asks for. */
    void check(FilesystemStorage storage) {
        refuseShort(spec, "--gc-grace", grace, storage);
    }

    /** How often; empty for never. */
    Optional<Duration> interval() {
        return Optional.of(interval).filter(time -> !time.isZero());
    }

    Settings settings() {
        return new Settings(grace, Optional.ofNullable(untagged), uploadExpiry);
    }

    /** Refuses a grace time that is too short on a storage's file system. */
    static void refuseShort(CommandSpec spec, String option, Duration grace, FilesystemStorage storage) {
        Duration shortest = storage.shortestGrace();
        if (grace.compareTo(shortest) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is " + Durations.text(grace) + ", less than " + Durations.text(shortest)
                            + ": the data directory is not on a local disk, and other machines may believe for a while "
                            + "that a file is where it no longer is");
        }
    }

    /** Refuses times that are too short beside others who use the directory. */
    static void refuseShort(CommandSpec spec, String option, Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is " + Durations.text(value) + ", less than " + Durations.text(SHORTEST)
                            + ", in which clients could lose what they are about to use; when nothing else uses the "
                            + "directory, stowage gc --offline needs no such time");
        }
    }
}
