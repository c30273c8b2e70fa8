package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import io.stowage.registry.gc.CollectorProgress;
import io.stowage.registry.gc.CollectorReport;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.registry.gc.GarbageCollector.Settings;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.storage.SweepUnderWayException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stowage gc}: removes what no manifest needs. */
@Command(
        name = "gc",
        description = {
            "Removes what no manifest needs: blobs, links to them, abandoned uploads, what interrupted writes left.",
            "May run while registries serve, through as many instances as there are. What seems free is first put "
                    + "aside, from where every instance takes it back when it is asked for, and removed by a run that "
                    + "begins at least the grace time later: so one run alone frees little. What cannot be read is kept "
                    + "and reported. To be run by the account that serves, with its --directory-mode, --file-mode and "
                    + "--group. Exit status: 0 if done, also if something was kept; 1 if it could not be done, or "
                    + "another collector is at work."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class GcCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where the data lies.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How old something must be to be put aside, and how long it stays aside: the time that a "
                    + "client has from learning that a blob is there to pushing a manifest with it. At least 1m, and 5m on NFS. "
                    + "Default: " + CollectorOptions.DEFAULT_GRACE)
    private @Nullable Duration grace;

    @Option(
            names = "--untagged-older-than",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Also removes manifests that no tag leads to, that no index lists and that refer to no "
                    + "manifest which stays, if they were pushed longer ago. If not given, none are.")
    private @Nullable Duration untagged;

    @Option(
            names = "--upload-expiry",
            paramLabel = "TIME",
            defaultValue = CollectorOptions.DEFAULT_UPLOAD_EXPIRY,
            converter = Durations.class,
            description = "Removes uploads into which nobody has written for so long. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration uploadExpiry;

    @Option(
            names = "--dry-run",
            description = "Change nothing, and say what would be freed in the end, by as many runs as it takes.")
    private boolean dryRun;

    @Option(
            names = "--offline",
            description = "Nothing else uses the directory: no grace time, and runs until nothing is left to be freed.")
    private boolean offline;

    @Option(names = "--json", description = "Report in one JSON object.")
    private boolean json;

    @Mixin
    private final ModeOptions modes = new ModeOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        if (offline && grace != null) {
            throw new ParameterException(spec.commandLine(), "--offline means no grace time: leave out --grace");
        }
        if (data.toString().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--data is empty");
        }
        if (!offline) {
            CollectorOptions.refuseShort(spec, "--grace", grace());
            CollectorOptions.refuseShort(spec, "--upload-expiry", uploadExpiry);
        }
        Settings settings =
                new Settings(offline ? Duration.ZERO : grace(), Optional.ofNullable(untagged), uploadExpiry);
        DataDirectory directory = new DataDirectory(data, modes);
        Path path = directory.existing();
        Logging.configure(LogLevel.WARN, LogFormat.TEXT, new FileOutputStream(FileDescriptor.err));
        CollectorReport report;
        FilesystemStorage storage = directory.open();
        if (!offline) {
            CollectorOptions.refuseShort(spec, "--grace", grace(), storage);
        }
        try (Registry registry = Registry.builder(storage).build();
                Progress progress = Progress.of("", spec.commandLine().getErr())) {
            report = run(registry.garbageCollector(settings), far -> progress.show(() -> CollectorText.text(far)));
        } catch (SweepUnderWayException e) {
            throw new StartException(path + ": " + Reason.of(e), e);
        } catch (IOException e) {
            throw new StartException("cannot collect in " + path + ": " + Reason.of(e), e);
        }
        CollectorText text = new CollectorText(report, settings.grace(), dryRun);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? text.json(path, offline) : path + ": " + String.join("\n  ", text.lines()));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private CollectorReport run(GarbageCollector collector, Consumer<CollectorProgress> progress) throws IOException {
        if (dryRun) {
            return collector.rehearse(progress);
        }
        return offline ? collector.collectOffline(progress) : collector.collect(progress);
    }

    private Duration grace() {
        return grace == null ? Settings.DEFAULT.grace() : grace;
    }
}
