package io.stowage.examples.standalone.access;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.htpasswd.HtpasswdAuthenticator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of {@code stowage serve} that say who may do what. */
public final class AccessOptions {
    @Option(
            names = "--htpasswd",
            paramLabel = "FILE",
            description = "Let the users of this file log in, with bcrypt hashes as stowage htpasswd and htpasswd -B "
                    + "make them. Without --rules, they may do everything. Changes are seen within seconds.")
    private @Nullable Path htpasswd;

    @Option(names = "--anonymous-pull", description = "Let everybody pull and list, also without a login.")
    private boolean anonymousPull;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Allow what the rules of this file allow, and nothing else; stowage access explain says what "
                    + "that is. Changes are seen within seconds.")
    private @Nullable Path rules;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Refuses flags that make no sense, with a {@link ParameterException}. */
    public void check() {
        refuseEmpty("--htpasswd", htpasswd);
        refuseEmpty("--rules", rules);
    }

    /**
     * What the flags say, once they are checked.
     *
     * @param certificates takes the certificates of clients for a login; empty if they are not asked for any
     * @throws StartException if a file cannot be used
     */
    public AccessSetup open(List<Authenticator> certificates) throws StartException {
        List<Authenticator> authenticators = new ArrayList<>(certificates);
        List<String> logins = new ArrayList<>();
        if (htpasswd != null) {
            authenticators.add(users(htpasswd));
            logins.add("users of " + absolute(htpasswd));
        }
        if (!certificates.isEmpty()) {
            logins.add("holders of client certificates");
        }
        String who = String.join(" and ", logins);
        if (rules != null) {
            AccessPolicy policy = RuleSources.open(rules, anonymousPull).policy();
            return new AccessSetup(authenticators, policy, htpasswd != null, noteOnRules(rules, who));
        }
        if (anonymousPull) {
            return who.isEmpty()
                    ? new AccessSetup(
                            authenticators,
                            AccessPolicies.readOnly(),
                            false,
                            "Everybody may pull, and nobody may push: there is no way to log in without --htpasswd")
                    : new AccessSetup(
                            authenticators,
                            AccessPolicies.anonymousPull(),
                            htpasswd != null,
                            "Everybody may pull; " + who + " may do everything");
        }
        return who.isEmpty()
                ? new AccessSetup(
                        authenticators,
                        AccessPolicies.allowAll(),
                        false,
                        "Open to everybody: who can connect may pull, push and delete; --htpasswd, --anonymous-pull "
                                + "and --rules change that")
                : new AccessSetup(
                        authenticators,
                        AccessPolicies.authenticated(),
                        false,
                        "Only " + who + " are let in, and may do everything");
    }

    private String noteOnRules(Path file, String who) {
        return (anonymousPull ? "Everybody may pull; for the rest the rules in " : "The rules in ")
                + absolute(file)
                + (who.isEmpty()
                        ? " say what anonymous may do: there is no way to log in without --htpasswd"
                        : " say what " + who + " may do");
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static Authenticator users(Path file) throws StartException {
        try {
            return HtpasswdAuthenticator.open(file);
        } catch (IOException e) {
            throw new StartException("cannot use the users in " + file + ": " + Reason.of(e), e);
        }
    }

    private void refuseEmpty(String option, @Nullable Path value) {
        if (value != null && value.toString().isEmpty()) {
            throw new ParameterException(spec.commandLine(), option + " is empty");
        }
    }
}
