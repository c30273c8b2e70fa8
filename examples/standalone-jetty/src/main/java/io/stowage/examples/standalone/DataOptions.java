package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of commands that look at a data directory, beside the instances that serve it. */
final class DataOptions {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where the data lies.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--sparse",
            description = "As for serve: images and indexes may lack parts, which are then not missed.")
    private boolean sparse;

    @Mixin
    private final ModeOptions modes = new ModeOptions();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The registry in the directory, to be worked on by the account that serves it. */
    Registry open() throws StartException {
        DataDirectory there = dataDirectory();
        there.existing();
        return Registry.builder(there.open()).allowSparse(sparse).build();
    }

    /** The registry in the directory, to be looked at and not changed. */
    Registry openToLook() throws StartException {
        DataDirectory there = dataDirectory();
        there.content();
        return Registry.builder(there.open()).allowSparse(sparse).build();
    }

    private DataDirectory dataDirectory() {
        if (data.toString().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--data is empty");
        }
        return new DataDirectory(data, modes);
    }

    /** Its absolute path. */
    Path directory() {
        return data.toAbsolutePath().normalize();
    }
}
