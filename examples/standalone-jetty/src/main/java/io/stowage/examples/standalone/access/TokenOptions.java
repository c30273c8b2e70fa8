package io.stowage.examples.standalone.access;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import io.stowage.token.SignedTokens;
import io.stowage.token.TokenKeyDirectory;
import io.stowage.token.TrustedTokens;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of {@code stowage serve} about tokens. */
public final class TokenOptions {
    /** Where the token endpoint is. */
    public static final String PATH = "/token";

    @Option(
            names = "--token-endpoint",
            negatable = true,
            fallbackValue = "true",
            description =
                    "Give out tokens at " + PATH + ", so that clients can pull without a login what everybody may "
                            + "pull, and log in for more. On where that makes sense: with passwords and something that "
                            + "not every user, or not only users, may do.")
    private @Nullable Boolean endpoint;

    @Option(
            names = "--token-trust",
            paramLabel = "FILE",
            description =
                    "Take the tokens of another server, such as Harbor or GitLab, as this file says, for what they "
                            + "say. May be given more than once, but not with --token-endpoint.")
    private List<Path> trust = List.of();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Refuses flags that make no sense, with a {@link ParameterException}. */
    public void check() {
        // Clients take one of two places to get tokens from, and not all the same one.
        if (Boolean.TRUE.equals(endpoint) && !trust.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--token-endpoint does not go with --token-trust, by which clients get their tokens elsewhere");
        }
    }

    /**
     * The same access, with the tokens of others that are trusted.
     *
     * @throws StartException if a file cannot be used
     */
    public AccessSetup withTrusted(AccessSetup access) throws StartException {
        AccessSetup all = access;
        for (Path file : trust) {
            try {
                all = all.trusting(TrustedTokens.read(file), file);
            } catch (FileSystemException e) {
                throw new StartException("cannot use the trust in tokens of " + file + ": " + Reason.of(e), e);
            } catch (IOException e) {
                throw new StartException("cannot use the trust in tokens of " + e.getMessage(), e);
            }
        }
        return all;
    }

    /**
     * The tokens to give out, if any.
     *
     * @param data the registry's directory, in which the keys are kept
     * @param usual whether tokens are given out if the command line does not say
     * @throws StartException if the keys cannot be kept there
     */
    public Optional<SignedTokens> own(Path data, boolean usual) throws StartException {
        if (endpoint == null ? !usual : !endpoint) {
            return Optional.empty();
        }
        Path keys = data.resolve("stowage").resolve("tokens");
        try {
            return Optional.of(SignedTokens.builder(TokenKeyDirectory.open(keys))
                    .realm(PATH)
                    .build());
        } catch (IOException e) {
            throw new StartException("cannot keep token keys in " + keys + ": " + Reason.of(e), e);
        }
    }
}
