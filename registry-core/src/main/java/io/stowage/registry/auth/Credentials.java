package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.function.Predicate;

/** What a client shows to say who it is. The text of none of them contains a secret. */
public sealed interface Credentials {

    /** Nothing. */
    record Anonymous() implements Credentials {}

    /**
     * Something that cannot be read.
     *
     * @param reason what is wrong with it, without its text
     */
    record Unreadable(String reason) implements Credentials {
        /** Checks that it is given. */
        public Unreadable {
            requireNonNull(reason, "reason is null");
        }
    }

    /**
     * A name and a password (RFC 7617).
     *
     * @param user the name, which has no colon; may be empty
     * @param password the password; may be empty
     */
    record Basic(String user, String password) implements Credentials {
        /** Checks that both are given. */
        public Basic {
            requireNonNull(user, "user is null");
            requireNonNull(password, "password is null");
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + ", password=***]";
        }
    }

    /**
     * A token (RFC 6750).
     *
     * @param token its text, as sent
     */
    record Bearer(String token) implements Credentials {
        /** Checks that it is given. */
        public Bearer {
            requireNonNull(token, "token is null");
        }

        @Override
        public String toString() {
            return "Bearer[token=***]";
        }
    }

    /**
     * The word of the host application, which has checked who it is: nobody asks again.
     *
     * @param user the name
     * @param inGroup whether the user is in a group, or has a role, of the given name
     */
    record PreAuthenticated(String user, Predicate<String> inGroup) implements Credentials {
        /** Checks that both are given. */
        public PreAuthenticated {
            requireNonNull(user, "user is null");
            requireNonNull(inGroup, "inGroup is null");
        }

        @Override
        public String toString() {
            return "PreAuthenticated[user=" + user + "]";
        }
    }

    /**
     * The certificate of the client's end of a TLS connection. Whoever terminates TLS has verified its chain and that the
     * client has the key.
     *
     * @param certificate the client's own
     */
    record ClientCertificate(X509Certificate certificate) implements Credentials {
        /** Checks that it is given. */
        public ClientCertificate {
            requireNonNull(certificate, "certificate is null");
        }

        @Override
        public String toString() {
            return "ClientCertificate[subject=" + certificate.getSubjectX500Principal() + "]";
        }
    }
}
