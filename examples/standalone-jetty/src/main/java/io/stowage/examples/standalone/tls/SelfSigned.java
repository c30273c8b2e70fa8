package io.stowage.examples.standalone.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authority of our own and a certificate that it signed, kept in {@code <data>/stowage/tls}:
 *
 * <pre>
 * ca.pem            the authority with its key; made once and kept, clients trust it for ten years
 * ca.crt            the authority alone, for clients
 * server-1f3a….pem  key and certificate for one set of names, renewed a month before its end
 * </pre>
 *
 * <p>Instances that share the directory share what is in it: who makes the authority first, makes it for all, and
 * each set of names has a file of its own. Key and certificate lie in one file, so that nobody ever sees half a pair.
 */
final class SelfSigned {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final Path directory;
    private final ServerNames names;
    private final Clock clock;
    private final CertificateMaker maker;
    private volatile Instant nextLook;

    private SelfSigned(Path directory, ServerNames names, Clock clock) {
        this.directory = directory;
        this.names = requireNonNull(names, "names is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.maker = new CertificateMaker(clock, new SecureRandom());
        this.nextLook = clock.instant().plus(BETWEEN_LOOKS);
    }

    /**
     * Makes what is not there yet.
     *
     * @throws StartException if the directory cannot be written, or what lies there cannot be used
     */
    static SelfSigned open(Path data, ServerNames names, Clock clock) throws StartException {
        SelfSigned own = new SelfSigned(data.resolve("stowage/tls"), names, clock);
        try {
            Publishing.privateDirectory(own.directory);
            if (!Files.exists(own.directory.resolve("ca.pem"))) {
                Publishing.ifAbsent(
                        own.directory.resolve("ca.pem"), PemText.of(own.maker.authority()), Publishing.OWNER_ONLY);
            }
            own.renewIfDue();
        } catch (IOException e) {
            throw new StartException("cannot keep certificates in " + own.directory + ": " + Reason.of(e), e);
        }
        return own;
    }

    Path authorityCertificate() {
        return directory.resolve("ca.crt");
    }

    ServerNames names() {
        return names;
    }

    /** Where key and certificate are. */
    CertificateFiles files(Optional<Path> clientCa) {
        return new CertificateFiles(server(), server(), clientCa);
    }

    private Path server() {
        String mark = Hashing.sha256()
                .hashString(String.join(",", names.names()), UTF_8)
                .toString()
                .substring(0, 12);
        return directory.resolve("server-" + mark + ".pem");
    }

    /** Renews the certificate if it ends soon; what cannot be renewed is said, and tried again. May be asked often. */
    void renewWhileServing() {
        if (clock.instant().isBefore(nextLook)) {
            return;
        }
        nextLook = clock.instant().plus(BETWEEN_LOOKS);
        try {
            renewIfDue();
        } catch (StartException | IOException e) {
            LOG.warn("cannot renew the TLS certificate: {}", e.getMessage());
        }
    }

    private void renewIfDue() throws StartException, IOException {
        Identity authority = authority();
        byte[] certificate = PemText.of(authority.chain());
        if (!Files.exists(authorityCertificate())
                || !Arrays.equals(Files.readAllBytes(authorityCertificate()), certificate)) {
            Publishing.replace(authorityCertificate(), certificate, Publishing.FOR_ALL);
        }
        if (isGood(authority)) {
            return;
        }
        try {
            Identity server = maker.server(authority, names, LIFE);
            Publishing.replace(server(), PemText.of(server), Publishing.OWNER_ONLY);
        } catch (GeneralSecurityException e) {
            throw new StartException("cannot sign with " + directory.resolve("ca.pem") + ": " + e.getMessage(), e);
        }
    }

    private Identity authority() throws StartException {
        Path file = directory.resolve("ca.pem");
        Identity authority =
                new CertificateFiles(file, file, Optional.empty()).read().identity();
        if (!clock.instant().isBefore(authority.end())) {
            throw new StartException("the authority in " + file + " ended on " + authority.end() + "; move it away"
                    + " to have a new one made, and let the clients trust that");
        }
        return authority;
    }

    private boolean isGood(Identity authority) {
        if (!Files.exists(server())) {
            return false;
        }
        try {
            Identity server = files(Optional.empty()).read().identity();
            server.leaf().verify(authority.leaf().getPublicKey());
            Instant due = server.end().minus(RENEWED_BEFORE_END);
            // Near the authority's own end there is nothing to be gained.
            return clock.instant().isBefore(due) || !server.end().isBefore(authority.end());
        } catch (StartException | GeneralSecurityException e) {
            LOG.warn("a new TLS certificate is made: {}", e.getMessage());
            return false;
        }
    }
}
