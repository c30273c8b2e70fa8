package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about each request before anything is looked up: asks the authenticators who it is and the policy whether they
 * may. Safe for use by many threads.
 */
public final class Gatekeeper {
    private final Logins logins;
    private final Challenges challenges;
    private final Rights rights;
    private final Audit audit;

    /**
     * A gatekeeper.
     *
     * @param authenticators asked in this order; with none, credentials are not looked at, but for what the host
     *     application says
     */
    public Gatekeeper(List<Authenticator> authenticators, AccessPolicy policy, AuditListener listener, Clock clock) {
        this.rights = new Rights(requireNonNull(policy, "policy is null"));
        this.logins = new Logins(authenticators);
        this.challenges = new Challenges(authenticators);
        this.audit = new Audit(listener, clock);
    }

    /**
     * Decides about a request.
     *
     * @throws IOException if an authenticator cannot tell
     */
    public AccessDecision decide(LoginAttempt attempt, AccessRequest request) throws IOException {
        if (request instanceof AccessRequest.Open) {
            return allowed(Caller.ANONYMOUS, attempt);
        }
        Authentication authentication = logins.check(attempt);
        if (authentication instanceof Authentication.Accepted accepted) {
            return request instanceof AccessRequest.Needs needs
                    ? decide(accepted.caller(), attempt, needs)
                    : enter(accepted.caller(), attempt);
        }
        return turnedAway(authentication, attempt, challenges.afterWrongCredentials(attempt.credentials(), request));
    }

    /**
     * Decides about who asks for a token. The anonymous caller may, a token is no credential for another.
     *
     * @throws IOException if an authenticator cannot tell
     */
    public AccessDecision decideOnToken(LoginAttempt attempt) throws IOException {
        Authentication authentication = attempt.credentials() instanceof Credentials.Bearer
                ? new Authentication.Rejected("", "a token cannot be exchanged for another")
                : logins.check(attempt);
        return authentication instanceof Authentication.Accepted accepted
                ? allowed(accepted.caller(), attempt)
                : turnedAway(authentication, attempt, List.of(Challenges.PASSWORD));
    }

    private AccessDecision enter(Caller caller, LoginAttempt attempt) {
        boolean unknown = caller.isAnonymous() && caller.authority() instanceof Authority.Policy;
        // Docker asks here, and only here, whether it has to log in.
        return unknown && rights.policy() != AccessPolicies.allowAll()
                ? new AccessDecision.LoginRequired(challenges.forLogin(), Challenges.LOGIN)
                : allowed(caller, attempt);
    }

    private AccessDecision decide(Caller caller, LoginAttempt attempt, AccessRequest.Needs needs) {
        for (Permission permission : needs.required()) {
            Rights.Verdict verdict = rights.on(caller, permission);
            if (verdict != Rights.Verdict.GRANTED) {
                return refused(caller, attempt, needs, permission, verdict);
            }
        }
        return allowed(caller, attempt);
    }

    private AccessDecision refused(
            Caller caller,
            LoginAttempt attempt,
            AccessRequest.Needs needs,
            Permission permission,
            Rights.Verdict verdict) {
        boolean hasToken = !(caller.authority() instanceof Authority.Policy);
        if (verdict == Rights.Verdict.BEYOND_TOKEN) {
            return new AccessDecision.LoginRequired(
                    challenges.afterNarrowToken(needs), "the token is not good for " + permission);
        }
        if (caller.isAnonymous()) {
            if (hasToken) {
                denied(caller, attempt, permission);
                return new AccessDecision.LoginRequired(
                        challenges.afterNarrowToken(needs), Challenges.LOGIN + " for " + permission);
            }
            return new AccessDecision.LoginRequired(challenges.forPermissions(needs), Challenges.LOGIN);
        }
        denied(caller, attempt, permission);
        return new AccessDecision.Denied(caller, permission);
    }

    private void denied(Caller caller, LoginAttempt attempt, Permission permission) {
        audit.tell(
                AuditEvent.Kind.DENIED,
                caller.name(),
                attempt.address(),
                permission instanceof Permission.OnRepository some ? Optional.of(some.repository()) : Optional.empty(),
                permission.toString(),
                "");
    }

    private AccessDecision turnedAway(Authentication authentication, LoginAttempt attempt, List<Challenge> howToLogIn) {
        if (authentication instanceof Authentication.Deferred deferred) {
            failed(deferred.user(), attempt, "too many failed logins");
            return new AccessDecision.TryLater(deferred.delay());
        }
        String reason = "these credentials cannot be checked here";
        if (authentication instanceof Authentication.Rejected rejected) {
            reason = rejected.reason();
            failed(rejected.user(), attempt, reason);
        } else {
            failed("", attempt, reason);
        }
        return new AccessDecision.LoginRequired(howToLogIn, reason);
    }

    private void failed(String user, LoginAttempt attempt, String reason) {
        audit.tell(AuditEvent.Kind.LOGIN_FAILED, user, attempt.address(), Optional.empty(), "", reason);
    }

    private AccessDecision allowed(Caller caller, LoginAttempt attempt) {
        return new AccessDecision.Allowed(new Access(caller, attempt.address(), rights, audit));
    }

    static Set<Permission> all(AccessRequest.Needs needs) {
        Set<Permission> all = new LinkedHashSet<>(needs.required());
        all.addAll(needs.optional());
        return all;
    }
}
