package io.stowage.examples.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stowage permissions repair}: gives everything the wanted modes and group. */
@Command(
        name = "repair",
        description = {
            "Gives the registry's files and directories the modes and the group that are given.",
            "May run while registries serve. To be run by root, or by the account that owns the files. Follows no "
                    + "symbolic links; leaves what is not the registry's alone, and private keys to their owner. Exit "
                    + "status: 0 if all is well now, 1 if not."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class PermissionsRepairCommand implements Callable<Integer> {
    @Mixin
    private final PermissionOptions options = new PermissionOptions();

    @Option(names = "--dry-run", description = "Change nothing, and say what would be changed.")
    private boolean dryRun;

    @Override
    public Integer call() throws StartException {
        options.refuseNone();
        return dryRun
                ? options.report("dry-run", (permissions, progress) -> permissions.check(progress))
                : options.report("repair", (permissions, progress) -> permissions.repair(progress));
    }
}
