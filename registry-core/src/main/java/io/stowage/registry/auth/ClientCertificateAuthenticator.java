package io.stowage.registry.auth;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes a name in a client's certificate for the caller's. Whoever terminates TLS has verified that the certificate comes
 * from a trusted authority; here only its time is looked at again, because a connection may outlive it. Every certificate
 * of that authority that has such a name logs in, so the authority should be one for this purpose.
 *
 * <p>A certificate without such a name, or with several common names, says nothing: its holder is anonymous, or logs in by
 * other means. It never throws, whatever is in a certificate. Safe for use by many threads.
 */
public final class ClientCertificateAuthenticator implements Authenticator {
    private static final Authentication NOT_MINE = new Authentication.NotMine();

    private final Function<X509Certificate, Optional<String>> name;
    private final Function<X509Certificate, List<String>> groups;
    private final Clock clock;

    private ClientCertificateAuthenticator(
            Function<X509Certificate, Optional<String>> name,
            Function<X509Certificate, List<String>> groups,
            Clock clock) {
        this.name = name;
        this.groups = groups;
        this.clock = clock;
    }

    /** By the common name of the subject, as {@code openssl req -subj /CN=alice} sets it. */
    public static ClientCertificateAuthenticator bySubjectCommonName() {
        return by(certificate -> {
            List<String> names = CertificateNames.commonNames(certificate);
            return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
        });
    }

    /** By the first DNS name among the alternative names, as machines have it. */
    public static ClientCertificateAuthenticator bySanDnsName() {
        return bySan(CertificateNames.DNS);
    }

    /** By the first e-mail address among the alternative names, as people have it. */
    public static ClientCertificateAuthenticator bySanEmail() {
        return bySan(CertificateNames.EMAIL);
    }

    /** By the first URI among the alternative names, such as a SPIFFE id. */
    public static ClientCertificateAuthenticator bySanUri() {
        return bySan(CertificateNames.URI);
    }

    /** The same, with the organizational units of the subject as the caller's groups; without, callers have no groups. */
    public ClientCertificateAuthenticator withOrganizationalUnitsAsGroups() {
        return new ClientCertificateAuthenticator(name, CertificateNames::organizationalUnits, clock);
    }

    ClientCertificateAuthenticator at(Clock clock) {
        return new ClientCertificateAuthenticator(name, groups, clock);
    }

    @Override
    public Authentication authenticate(LoginAttempt attempt) {
        if (!(attempt.credentials() instanceof Credentials.ClientCertificate shown)) {
            return NOT_MINE;
        }
        X509Certificate certificate = shown.certificate();
        Optional<String> user = name.apply(certificate);
        if (user.isEmpty()) {
            return NOT_MINE;
        }
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return new Authentication.Rejected(user.get(), "the client certificate is not valid yet");
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return new Authentication.Rejected(user.get(), "the client certificate has expired");
        }
        return new Authentication.Accepted(Caller.user(user.get(), Set.copyOf(groups.apply(certificate))));
    }

    /** Nothing: clients bring certificates unasked, or the server asks for them before it hears the request. */
    @Override
    public Optional<Challenge> challenge() {
        return Optional.empty();
    }

    private static ClientCertificateAuthenticator bySan(int type) {
        return by(certificate ->
                CertificateNames.alternativeNames(certificate, type).stream().findFirst());
    }

    private static ClientCertificateAuthenticator by(Function<X509Certificate, Optional<String>> name) {
        return new ClientCertificateAuthenticator(name, certificate -> List.of(), Clock.systemUTC());
    }
}
