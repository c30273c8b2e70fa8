package io.stowage.examples.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stowage permissions check}: says what differs from the wanted modes and group, and what cannot be used. */
@Command(
        name = "check",
        description = {
            "Says which files and directories differ from the modes and the group that are given, and which ones the "
                    + "account cannot use.",
            "Changes nothing. Exit status: 0 if all is well, 1 if not."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class PermissionsCheckCommand implements Callable<Integer> {
    @Mixin
    private final PermissionOptions options = new PermissionOptions();

    @Override
    public Integer call() throws StartException {
        return options.report("check", (permissions, progress) -> permissions.check(progress));
    }
}
