package io.stowage.servlet.internal.route;

import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.storage.UploadId;

/** What a path names: one record per URL shape of distribution-spec. */
public sealed interface Route {

    /** Answers the visitor's method for this shape. */
    <T> T accept(Visitor<T> visitor);

    /** {@code /v2/}. */
    record Version() implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.version(this);
        }
    }

    /** {@code /v2/_catalog}. */
    record Catalog() implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.catalog(this);
        }
    }

    /**
     * {@code /v2/<name>/blobs/<digest>}.
     *
     * @param name the repository
     * @param digest the blob's
     */
    record Blob(RepositoryName name, Digest digest) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.blob(this);
        }
    }

    /**
     * {@code /v2/<name>/blobs/uploads/}.
     *
     * @param name the repository
     */
    record Uploads(RepositoryName name) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.uploads(this);
        }
    }

    /**
     * {@code /v2/<name>/blobs/uploads/<id>}, the specification's {@code <blob-push-location>}.
     *
     * @param name the repository
     * @param id the session's
     */
    record Upload(RepositoryName name, UploadId id) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.upload(this);
        }
    }

    /**
     * {@code /v2/<name>/manifests/<tag-or-digest>}.
     *
     * @param name the repository
     * @param reference the tag or digest
     */
    record Manifest(RepositoryName name, Reference reference) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.manifest(this);
        }
    }

    /**
     * {@code /v2/<name>/tags/list}.
     *
     * @param name the repository
     */
    record TagList(RepositoryName name) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.tagList(this);
        }
    }

    /**
     * {@code /v2/<name>/referrers/<digest>}.
     *
     * @param name the repository
     * @param subject what is referred to
     */
    record Referrers(RepositoryName name, Digest subject) implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.referrers(this);
        }
    }

    /**
     * One method per shape, so that a new shape does not compile until everybody has an answer for it.
     *
     * @param <T> the answer
     */
    interface Visitor<T> {
        /** For {@link Version}. */
        T version(Version route);

        /** For {@link Catalog}. */
        T catalog(Catalog route);

        /** For {@link Blob}. */
        T blob(Blob route);

        /** For {@link Uploads}. */
        T uploads(Uploads route);

        /** For {@link Upload}. */
        T upload(Upload route);

        /** For {@link Manifest}. */
        T manifest(Manifest route);

        /** For {@link TagList}. */
        T tagList(TagList route);

        /** For {@link Referrers}. */
        T referrers(Referrers route);
    }
}
