package io.stowage.examples.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The registry as a program: {@code stowage serve}.
 *
 * <p>Exit status: 0 for success, 1 for what could not be done, 2 for a command line that cannot be understood. Each
 * failure is one line on standard error.
 */
@Command(
        name = "stowage",
        description = "An OCI container registry.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = ServeCommand.class)
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
        command.getErr().println("stowage: " + oneLine(failure) + " (see " + help + ")");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception failure, CommandLine command) {
        String text = failure instanceof StartException ? oneLine(failure) : "unexpected failure: " + failure;
        command.getErr().println("stowage: " + text);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(Exception failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
    }
}
