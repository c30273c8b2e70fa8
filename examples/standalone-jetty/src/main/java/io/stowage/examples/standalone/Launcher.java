package io.stowage.examples.standalone;

import io.stowage.examples.standalone.access.AccessCommand;
import io.stowage.examples.standalone.access.HtpasswdCommand;
import io.stowage.examples.standalone.tls.CertificateCommand;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The registry as a program: {@code stowage serve}, and the commands that prepare it.
 *
 * <p>Exit status: 0 for help and version, 1 for what could not be done, 2 for a command line that cannot be understood.
 * Each failure is one line on standard error, a JSON object if {@code --log-format json} was read before. A registry
 * that serves ends with 143 after SIGTERM and 130 after SIGINT, as every JVM does, also when all requests had their
 * time to end: systemd takes it for success with {@code SuccessExitStatus=143}.
 */
@Command(
        name = "stowage",
        description = "An OCI container registry.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            CertificateCommand.class,
            HtpasswdCommand.class,
            AccessCommand.class,
            PermissionsCommand.class,
            GcCommand.class,
            VerifyCommand.class,
            UsageCommand.class
        })
public final class Launcher {
    private Launcher() {}

    /** Runs the command; returns while a registry serves only after it was stopped. */
    public static void main(String[] args) {
        // Both are read once, when the first logger or virtual thread is made.
        System.setProperty("java.util.logging.manager", PatientLogManager.class.getName());
        Threads.prepare();

        int status = commandLine().execute(args);
        if (status != CommandLine.ExitCode.OK) {
            System.exit(status);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Launcher())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Launcher::refuse)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, command));
    }

    private static int refuse(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        complain(command, oneLine(failure) + " (see " + help + ")");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception failure, CommandLine command) {
        String text = failure instanceof StartException ? oneLine(failure) : "unexpected failure: " + failure;
        complain(command, text);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void complain(CommandLine command, String text) {
        OptionSpec format = command.getCommandSpec().findOption("--log-format");
        boolean json = format != null && format.getValue() == LogFormat.JSON;
        command.getErr().println(json ? jsonLine(text) : "stowage: " + text);
    }

    /** What {@link JsonFormatter} makes of a record: the reader of the log need not know that this is none. */
    private static String jsonLine(String text) {
        LogRecord record = new LogRecord(Level.SEVERE, text);
        record.setLoggerName(Launcher.class.getName());
        return new JsonFormatter().format(record);
    }

    private static String oneLine(Exception failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
    }
}
