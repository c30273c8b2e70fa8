package io.stowage.examples.standalone.access;

import picocli.CommandLine.Command;

/** {@code stowage access}: questions about rights. */
@Command(
        name = "access",
        description = "Answers questions about who may do what.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        subcommands = ExplainCommand.class)
public final class AccessCommand {}
