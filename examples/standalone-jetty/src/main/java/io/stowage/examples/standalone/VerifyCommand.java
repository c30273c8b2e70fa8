package io.stowage.examples.standalone;

import io.stowage.registry.Registry;
import io.stowage.registry.verification.ContentVerifier;
import io.stowage.registry.verification.VerificationProgress;
import io.stowage.registry.verification.VerificationReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stowage verify}: finds damaged and missing content, and says which tags it hurts. */
@Command(
        name = "verify",
        description = {
            "Reads all blobs and manifests, compares them with their digests, looks at every link, and says which tags "
                    + "are hurt by what is damaged or missing.",
            "May run while registries serve. What is damaged is taken out of their reach, to "
                    + "docker/registry/v2/stowage/quarantine, so that the next push heals it. Exit status: 0 if all is "
                    + "well, 1 if not, 2 for a command line that cannot be understood."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private final DataOptions data = new DataOptions();

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Rate.Converter.class,
            description = "How much to read in a second at most, such as 50MiB/s. Default: as much as the disk gives, "
                    + "which those who pull will feel.")
    private @Nullable Rate rate;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many files to read at the same time. Default: as many as there are processors, and no "
                    + "more than four.")
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());

    @Option(names = "--resume", description = "Go on where a run was interrupted, if one was.")
    private boolean resume;

    @Option(
            names = {"--no-quarantine", "--dry-run"},
            description = "Leave what is damaged where it is, and only report it.")
    private boolean onlyReport;

    @Option(names = "--json", description = "Report in one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        if (threads < 1 || threads > 256) {
            throw new ParameterException(spec.commandLine(), "--threads is not from 1 to 256: " + threads);
        }
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        long bytesPerSecond = rate == null ? Long.MAX_VALUE : rate.bytesPerSecond();
        VerificationReport report;
        Logging.configure(LogLevel.ERROR, LogFormat.TEXT, new FileOutputStream(FileDescriptor.err));
        try (Registry registry = data.open();
                Progress progress = Progress.of("", err)) {
            ContentVerifier verifier =
                    registry.contentVerifier(new ContentVerifier.Settings(bytesPerSecond, threads, !onlyReport));
            if (resume) {
                report = verifier.resume(each -> progress.show(() -> text(each)));
            } else {
                Optional<Instant> interrupted = verifier.interrupted();
                interrupted.ifPresent(began -> err.println("stowage: begins anew, though a run of "
                        + began.truncatedTo(ChronoUnit.SECONDS) + " was interrupted; --resume would have gone on"));
                report = verifier.verify(each -> progress.show(() -> text(each)));
            }
        } catch (IOException e) {
            throw new StartException("cannot verify " + data.directory() + ": " + Reason.of(e), e);
        }
        VerificationText text = new VerificationText(data.directory(), report);
        out.println(json ? text.json() : text.text());
        out.flush();
        return report.isSound() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String text(VerificationProgress progress) {
        if (progress.repositories() > 0) {
            return String.format(Locale.ROOT, "%,d repositories", progress.repositories());
        }
        return String.format(
                Locale.ROOT,
                "%d %%, %s of %s, %,d of %,d blobs",
                progress.bytesInAll() == 0 ? 100 : 100 * progress.bytes() / progress.bytesInAll(),
                ByteCount.text(progress.bytes()),
                ByteCount.text(progress.bytesInAll()),
                progress.contents(),
                progress.contentsInAll());
    }
}
