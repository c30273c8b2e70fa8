package io.stowage.examples.standalone;

import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.usage.UsageReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stowage usage}: what each repository and tag really costs. */
@Command(
        name = "usage",
        description = {
            "Says how much of the disk each repository and each tag needs, alone and shared with others.",
            "Changes nothing; may run while registries serve. ALONE is what deleting it would free, once what is left "
                    + "without a tag is collected. Exit status: 0 if done, 1 if not, or if there is no such repository "
                    + "or tag."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class UsageCommand implements Callable<Integer> {
    @Mixin
    private final DataOptions data = new DataOptions();

    @Option(names = "--tags", description = "List the tags of all repositories.")
    private boolean allTags;

    @Option(names = "--json", description = "Report in one JSON object.")
    private boolean json;

    @Parameters(
            paramLabel = "REPOSITORY[:TAG]",
            description = "List only these repositories, with their tags. All are read nevertheless, since they may "
                    + "share. Default: all, without their tags.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> wanted = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        Map<RepositoryName, Set<Tag>> selected = selected();
        Logging.configure(LogLevel.ERROR, LogFormat.TEXT, new FileOutputStream(FileDescriptor.err));
        UsageReport report;
        try (Registry registry = data.openToLook();
                Progress progress = Progress.of("", spec.commandLine().getErr())) {
            report = registry.storageUsage()
                    .measure(
                            name -> allTags || selected.containsKey(name),
                            count -> progress.show(
                                    () -> String.format(Locale.ROOT, "%,d repositories, twice", count / 2)));
        } catch (IOException e) {
            throw new StartException("cannot count in " + data.directory() + ": " + Reason.of(e), e);
        }
        UsageText text = new UsageText(data.directory(), report, selected);
        Optional<String> missing = text.missing();
        if (missing.isPresent()) {
            throw new StartException(missing.get());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? text.json() : text.text());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** The repositories that were named, each with the tags that were named of it, none for all. */
    private Map<RepositoryName, Set<Tag>> selected() {
        Map<RepositoryName, Set<Tag>> selected = new LinkedHashMap<>();
        for (String text : wanted) {
            int colon = text.indexOf(':');
            Optional<RepositoryName> name = RepositoryName.tryParse(colon < 0 ? text : text.substring(0, colon));
            Optional<Tag> tag = colon < 0 ? Optional.empty() : Tag.tryParse(text.substring(colon + 1));
            if (name.isEmpty() || (colon >= 0 && tag.isEmpty())) {
                throw new ParameterException(spec.commandLine(), "'" + text + "' is not REPOSITORY or REPOSITORY:TAG");
            }
            boolean all =
                    selected.containsKey(name.get()) && selected.get(name.get()).isEmpty();
            Set<Tag> tags = selected.computeIfAbsent(name.get(), unknown -> new LinkedHashSet<>());
            if (tag.isEmpty()) {
                tags.clear();
            } else if (!all) {
                tags.add(tag.get());
            }
        }
        return selected;
    }
}
