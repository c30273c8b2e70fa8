package io.stowage.examples.standalone.access;

import io.stowage.examples.standalone.JsonLine;
import io.stowage.examples.standalone.StartException;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.Caller;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code stowage access explain}: what the rules say about a caller, without a registry. */
@Command(
        name = "explain",
        description =
                "Says what a caller may do by a file of rules, and by which rule. Nothing is asked of a registry, "
                        + "and no password is needed.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ExplainCommand implements Callable<Integer> {
    @Option(names = "--rules", paramLabel = "FILE", required = true, description = "The rules, as for stowage serve.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path rules;

    @Option(names = "--anonymous-pull", description = "As if stowage serve had this flag too.")
    private boolean anonymousPull;

    @Option(names = "--user", paramLabel = "NAME", description = "The caller. Without it, nobody who has logged in.")
    private @Nullable String user;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "A group that the caller is in besides those of the file, because the login says so. "
                    + "May be given several times.")
    private @Nullable List<String> groups;

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            converter = RepositoryConverter.class,
            description = "The repository, which need not exist. Without it, all rules about the caller are told.")
    private @Nullable RepositoryName repository;

    @Option(names = "--json", description = "Answer with a JSON object on one line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        Set<String> told = groups == null ? Set.of() : new TreeSet<>(groups);
        if (user == null && !told.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--group needs --user: anonymous is in no group");
        }
        if (user != null && user.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--user is empty");
        }
        Caller caller = user == null ? Caller.ANONYMOUS : Caller.user(user, told);
        RuleSources sources = RuleSources.open(rules, anonymousPull);
        ExplainedAccess answer = repository == null
                ? ExplainedAccess.everywhere(sources, caller, told)
                : ExplainedAccess.at(repository, sources, caller, told);

        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JsonLine.of(answer::write) : answer.text());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    static final class RepositoryConverter implements ITypeConverter<RepositoryName> {
        @Override
        public RepositoryName convert(String text) {
            return RepositoryName.tryParse(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is not a repository name"));
        }
    }
}
