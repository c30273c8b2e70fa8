package io.stowage.registry.auth;

import java.io.IOException;
import java.util.List;

/** Asks several authenticators as one. */
final class Logins {
    private final List<Authenticator> authenticators;

    Logins(List<Authenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    Authentication check(LoginAttempt attempt) throws IOException {
        Credentials credentials = attempt.credentials();
        if (credentials instanceof Credentials.PreAuthenticated known) {
            return new Authentication.Accepted(Caller.user(known.user(), known.inGroup()));
        }
        // A registry that is open to everybody takes any login, as clients with stale ones expect.
        if (credentials instanceof Credentials.Anonymous || authenticators.isEmpty()) {
            return new Authentication.Accepted(Caller.ANONYMOUS);
        }
        return credentials instanceof Credentials.Unreadable unreadable
                ? new Authentication.Rejected("", unreadable.reason())
                : askAll(attempt);
    }

    // One that knows the user says more than one that does not, and one that would not look says most.
    private Authentication askAll(LoginAttempt attempt) throws IOException {
        Authentication verdict = new Authentication.NotMine();
        for (Authenticator authenticator : authenticators) {
            Authentication next = authenticator.authenticate(attempt);
            if (next instanceof Authentication.Accepted) {
                return next;
            }
            if (next instanceof Authentication.Deferred
                    || (next instanceof Authentication.Rejected && verdict instanceof Authentication.NotMine)) {
                verdict = next;
            }
        }
        return verdict instanceof Authentication.NotMine && isUnasked(attempt.credentials())
                ? new Authentication.Accepted(Caller.ANONYMOUS)
                : verdict;
    }

    /** A certificate may be shown for other reasons than to log in here. */
    private static boolean isUnasked(Credentials credentials) {
        return credentials instanceof Credentials.ClientCertificate;
    }
}
