package io.stowage.examples.standalone.access;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Authenticator;
import io.stowage.token.TrustedTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what in a registry.
 *
 * @param authenticators who finds out who a client is; none if nobody can log in
 * @param policy what callers may do
 * @param wantsTokens whether Docker needs tokens for it: it does not pull without a login from who asks for passwords
 * @param note the same in one line, for the user
 */
public record AccessSetup(List<Authenticator> authenticators, AccessPolicy policy, boolean wantsTokens, String note) {
    /** Copies the list. */
    public AccessSetup {
        authenticators = List.copyOf(authenticators);
        requireNonNull(policy, "policy is null");
        requireNonNull(note, "note is null");
    }

    /** The same with tokens of the registry's own, if there are any. */
    public AccessSetup with(Optional<? extends Authenticator> tokens) {
        List<Authenticator> all = new ArrayList<>(authenticators);
        tokens.ifPresent(all::add);
        return new AccessSetup(all, policy, wantsTokens, note);
    }

    /** The same, and what the tokens of others say. Where all was open, the rest is closed. */
    AccessSetup trusting(List<TrustedTokens> tokens, Path file) {
        List<Authenticator> all = new ArrayList<>(authenticators);
        all.addAll(tokens);
        String others = "holders of tokens that " + file + " trusts";
        if (policy == AccessPolicies.allowAll()) {
            return new AccessSetup(
                    all,
                    AccessPolicies.authenticated(),
                    false,
                    "Only " + others + " are let in, and may do what those say");
        }
        String first = policy == AccessPolicies.readOnly() ? "Everybody may pull" : note;
        // Two places to get tokens from would be one too many for clients.
        return new AccessSetup(all, policy, false, first + "; " + others + " may do what those say");
    }

    /** Makes it that of a registry. */
    public Registry.Builder applyTo(Registry.Builder registry) {
        return registry.authenticators(authenticators.toArray(Authenticator[]::new))
                .accessPolicy(policy);
    }
}
