package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.AccountIds;
import io.stowage.registry.storage.filesystem.PermissionReport;
import io.stowage.registry.storage.filesystem.StoragePermissions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The flags that {@code stowage permissions check} and {@code repair} have in common. */
final class PermissionOptions {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where the data lies.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Mixin
    private final ModeOptions modes = new ModeOptions();

    @Option(
            names = "--as-user",
            paramLabel = "UID:GID[,GID...]",
            converter = AccountConverter.class,
            description = "The account that is to use the files, with all its groups, in numbers. Default: this one")
    private @Nullable AccountIds account;

    @Option(names = "--json", description = "Report in one JSON object.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** What is done. */
    @FunctionalInterface
    interface Work {
        PermissionReport run(StoragePermissions permissions, LongConsumer progress) throws IOException;
    }

    void refuseNone() {
        if (modes.areNone()) {
            throw new ParameterException(
                    spec.commandLine(), "nothing to repair: give --directory-mode, --file-mode or --group");
        }
    }

    /** Does it, and writes the report. */
    int report(String command, Work work) throws StartException {
        if (data.toString().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--data is empty");
        }
        Path directory = data.toAbsolutePath().normalize();
        StoragePermissions permissions = StoragePermissions.of(directory);
        modes.apply(permissions);
        if (account != null) {
            permissions.usableBy(account);
        }
        PermissionReport report;
        try (Progress progress = Progress.of("entries", spec.commandLine().getErr())) {
            report = work.run(permissions, progress);
        } catch (IOException e) {
            throw new StartException("cannot look at " + directory + ": " + Reason.of(e), e);
        }
        PermissionText text = new PermissionText(command, directory, report);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? text.json() : text.text());
        out.flush();
        return report.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    static final class AccountConverter implements ITypeConverter<AccountIds> {
        @Override
        public AccountIds convert(String text) {
            try {
                return AccountIds.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
