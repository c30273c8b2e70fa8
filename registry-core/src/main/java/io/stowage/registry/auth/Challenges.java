package io.stowage.registry.auth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What clients are told to come back with. */
final class Challenges {
    static final Challenge PASSWORD = Challenge.basic("Stowage");
    static final String LOGIN = "authentication required";

    private final List<Challenge> templates;

    Challenges(List<Authenticator> authenticators) {
        List<Challenge> all = authenticators.stream()
                .map(Authenticator::challenge)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        List<Challenge> bearer = all.stream().filter(Challenge::isBearer).toList();
        // Docker without a login gives up at the sight of Basic, also where a token would be had for nothing.
        if (!bearer.isEmpty()) {
            templates = bearer;
        } else {
            // With none, the host application logs in, and Basic is what clients can do.
            templates = all.isEmpty() ? List.of(PASSWORD) : all;
        }
    }

    List<Challenge> forLogin() {
        return templates;
    }

    List<Challenge> forPermissions(AccessRequest.Needs needs) {
        return bearer(Scopes.format(asClientsAsk(needs)), "");
    }

    List<Challenge> afterNarrowToken(AccessRequest.Needs needs) {
        return bearer(Scopes.format(asClientsAsk(needs)), "insufficient_scope");
    }

    List<Challenge> afterWrongCredentials(Credentials credentials, AccessRequest request) {
        String scope = request instanceof AccessRequest.Needs needs ? Scopes.format(asClientsAsk(needs)) : "";
        return bearer(scope, credentials instanceof Credentials.Bearer ? "invalid_token" : "");
    }

    private List<Challenge> bearer(String scope, String error) {
        List<Challenge> challenges = new ArrayList<>();
        for (Challenge template : templates) {
            Challenge challenge = template;
            if (challenge.isBearer()) {
                challenge = scope.isEmpty() ? challenge : challenge.with("scope", scope);
                challenge = error.isEmpty() ? challenge : challenge.with("error", error);
            }
            challenges.add(challenge);
        }
        return challenges;
    }

    /** Whoever pushes looks first: Distribution asks for both, and clients keep one token for both. */
    private static Set<Permission> asClientsAsk(AccessRequest.Needs needs) {
        Set<Permission> wanted = new LinkedHashSet<>();
        for (Permission permission : Gatekeeper.all(needs)) {
            if (permission instanceof Permission.OnRepository some && some.action() == Action.PUSH) {
                wanted.add(Permission.of(Action.PULL, some.repository()));
            }
            wanted.add(permission);
        }
        return wanted;
    }
}
