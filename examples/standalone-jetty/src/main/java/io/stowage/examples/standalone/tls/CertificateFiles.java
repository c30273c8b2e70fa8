package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import io.stowage.examples.standalone.StartException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The files that TLS is set up from; they may be exchanged at any time.
 *
 * @param certificate the server's certificate, then those of the authorities above it
 * @param key the key of the certificate; may be the same file
 * @param clientCa the authorities whose certificates clients may show
 */
record CertificateFiles(Path certificate, Path key, Optional<Path> clientCa) {
    CertificateFiles {
        requireNonNull(certificate, "certificate is null");
        requireNonNull(key, "key is null");
        requireNonNull(clientCa, "clientCa is null");
    }

    /** Reads the bytes of all files. */
    Content read() throws StartException {
        return new Content(
                PemFile.read("TLS certificate", certificate),
                PemFile.read("TLS key", key),
                clientCa.isEmpty() ? Optional.empty() : Optional.of(PemFile.read("client CA", clientCa.get())));
    }

    /** What the files held at one time. */
    record Content(PemFile certificate, PemFile key, Optional<PemFile> clientCa) {

        boolean sameAs(Content other) {
            return certificate.sameAs(other.certificate)
                    && key.sameAs(other.key)
                    && clientCa.isPresent() == other.clientCa.isPresent()
                    && (clientCa.isEmpty() || clientCa.get().sameAs(other.clientCa.orElseThrow()));
        }

        /**
         * The server's key and certificates.
         *
         * @throws StartException if a file cannot be used, or the two do not belong together
         */
        Identity identity() throws StartException {
            List<X509Certificate> chain = certificate.certificates();
            PrivateKey own = key.key();
            for (int i = 0; i < chain.size(); i++) {
                if (Identity.match(own, chain.get(i).getPublicKey())) {
                    if (i > 0) {
                        throw certificate.refused("the certificate of the key " + key.path() + " must come first, it is"
                                + " number " + (i + 1));
                    }
                    return new Identity(own, chain);
                }
            }
            throw certificate.refused("the key " + key.path() + " belongs to another certificate");
        }

        /** The authorities for client certificates; empty if clients are not asked for any. */
        List<X509Certificate> authorities() throws StartException {
            return clientCa.isEmpty() ? List.of() : clientCa.get().certificates();
        }
    }
}
