package io.stowage.examples.standalone;

import picocli.CommandLine.Command;

/** {@code stowage permissions}: the modes and groups of what exists. */
@Command(
        name = "permissions",
        description = "Looks at the modes and groups of the files in a data directory, or puts them right.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        subcommands = {PermissionsCheckCommand.class, PermissionsRepairCommand.class})
final class PermissionsCommand {}
