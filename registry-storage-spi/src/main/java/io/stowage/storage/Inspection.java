package io.stowage.storage;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.io.IOException;
import java.util.Optional;

/**
 * A look at all that a storage keeps, so that its health can be verified and its use be counted.
 *
 * <p>Bytes are shown whichever repository has them, and links as they lie there, also those that lead nowhere or cannot be
 * understood, which the stores count as absent. Looking changes nothing: what a {@link Sweep} put aside stays aside.
 *
 * <p>Others may use the storage meanwhile, through this instance and others; what comes or goes while a visit is under way
 * may be shown or not. Visits hold no more than a part of what they show in memory, and may take as long as the visitor
 * likes. An exception that a visitor throws ends the visit.
 *
 * <p>Safe for use by many threads.
 */
public interface Inspection {

    /** What is done with each piece of content. */
    @FunctionalInterface
    interface ContentVisitor {
        /** Is told a digest, and how many bytes lie under it, right or wrong. */
        void visit(Digest digest, long size) throws IOException;

        /**
         * Is told of what cannot be looked at, and of any that lies below it nothing.
         *
         * @param what says to people what it is
         * @throws IOException to end the visit, as it does unless overridden
         */
        default void unreadable(String what, IOException why) throws IOException {
            throw why;
        }
    }

    /** What is done with each repository. */
    @FunctionalInterface
    interface RepositoryVisitor {
        /** Is told a name. */
        void visit(RepositoryName repository) throws IOException;

        /** As for content. */
        default void unreadable(String what, IOException why) throws IOException {
            throw why;
        }
    }

    /** What is done with each link of a repository. */
    interface LinkVisitor {
        /**
         * Is told what a tag points to.
         *
         * @param target empty if the link is there and cannot be understood
         */
        default void tag(Tag tag, Optional<Digest> target) throws IOException {}

        /**
         * Is told of a manifest that the repository has.
         *
         * @param understood whether the link can be understood; if not, the repository does not have the manifest
         */
        default void manifest(Digest digest, boolean understood) throws IOException {}

        /**
         * Is told of a blob that the repository has.
         *
         * @param stored the digest under which its bytes lie, mostly its own; empty if the link cannot be understood, and
         *     the repository does not have the blob
         */
        default void blob(Digest digest, Optional<Digest> stored) throws IOException {}

        /** As for content. */
        default void unreadable(String what, IOException why) throws IOException {
            throw why;
        }
    }

    /**
     * Visits the bytes that are in their place, in the byte order of their digests' text.
     *
     * @param after the digest after which to begin; it need not be there
     */
    void visitContent(Optional<Digest> after, ContentVisitor visitor) throws IOException;

    /** Visits the bytes that a sweep put aside, in no order. */
    void visitAside(ContentVisitor visitor) throws IOException;

    /** Visits the bytes that {@link InspectedContent#quarantine} took away, in no order; a digest may come twice. */
    void visitQuarantine(ContentVisitor visitor) throws IOException;

    /**
     * Opens the bytes under a digest, in their place or aside. The caller closes them.
     *
     * @return empty if there are none
     * @throws IOException if they cannot be read
     */
    Optional<InspectedContent> openContent(Digest digest) throws IOException;

    /** Visits every repository of which the storage keeps anything, also those that no catalog shows. */
    void visitRepositories(RepositoryVisitor visitor) throws IOException;

    /** Visits the tags of a repository. */
    void visitTags(RepositoryName repository, LinkVisitor visitor) throws IOException;

    /** Visits the manifests of a repository. */
    void visitManifests(RepositoryName repository, LinkVisitor visitor) throws IOException;

    /** Visits the blobs of a repository. */
    void visitBlobs(RepositoryName repository, LinkVisitor visitor) throws IOException;

    /**
     * What was last kept by {@link #keepNote} under a name, through any instance.
     *
     * @param name lowercase letters and hyphens
     */
    Optional<String> note(String name) throws IOException;

    /**
     * Keeps a short text, so that an inspection can go on after a restart, or another instance with it. Need not survive a
     * power cut.
     */
    void keepNote(String name, String text) throws IOException;
}
