package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that an audit wants to know: who did what, from where, with what outcome. Holds no secret.
 *
 * @param at when it was decided or done
 * @param kind what happened
 * @param caller the name of who did it, empty for the anonymous caller; for {@link Kind#LOGIN_FAILED} the name that was
 *     claimed, which may be any text
 * @param address the client's network address
 * @param repository where; empty if it was not about one
 * @param subject what it was done to: a digest, a tag, or the permission that was lacking; may be empty
 * @param detail more for people, such as why a login failed or which digest a tag now names; may be empty
 */
public record AuditEvent(
        Instant at,
        Kind kind,
        String caller,
        String address,
        Optional<RepositoryName> repository,
        String subject,
        String detail) {

    /** Checks that everything is given. */
    public AuditEvent {
        requireNonNull(at, "at is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(caller, "caller is null");
        requireNonNull(address, "address is null");
        requireNonNull(repository, "repository is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(detail, "detail is null");
    }

    /** What happened. */
    public enum Kind {
        /** Credentials were wrong, or too many were tried. */
        LOGIN_FAILED,
        /** A caller may not do what was asked. */
        DENIED,
        /** A token was given out. */
        TOKEN_ISSUED,
        /** A blob was stored. */
        BLOB_PUSHED,
        /** A blob was taken over from another repository. */
        BLOB_MOUNTED,
        /** A blob was removed from a repository. */
        BLOB_DELETED,
        /** A manifest was stored. */
        MANIFEST_PUSHED,
        /** A manifest was removed from a repository, with its tags. */
        MANIFEST_DELETED,
        /** A tag was removed. */
        TAG_DELETED;

        /** Whether it is something that was tried and should not have been. */
        public boolean isWarning() {
            return this == LOGIN_FAILED || this == DENIED;
        }
    }
}
