package io.stowage.servlet.internal.route;

import io.stowage.oci.Digest;
import io.stowage.oci.Reference;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AccessRequest;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.Permission;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.http.Query;
import io.stowage.storage.UploadId;
import java.util.List;
import java.util.function.Supplier;

/** What a path names: one record per URL shape of distribution-spec. */
public sealed interface Route {

    /** Answers the visitor's method for this shape. */
    <T> T accept(Visitor<T> visitor);

    /**
     * What a request of this shape needs. A method that the resource does not know needs nothing, and gets its 405.
     *
     * @param query the request's query, parsed when asked for
     */
    AccessRequest access(Method method, Supplier<Query> query);

    /** {@code /v2/}. */
    record Version() implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.version(this);
        }

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return method.isRead() ? new AccessRequest.Login() : new AccessRequest.Open();
        }
    }

    /** {@code /v2/_catalog}. */
    record Catalog() implements Route {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.catalog(this);
        }

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return method.isRead() ? AccessRequest.of(new Permission.Catalog()) : new AccessRequest.Open();
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return switch (method) {
                case GET, HEAD -> AccessRequest.of(Permission.of(Action.PULL, name));
                case DELETE -> AccessRequest.of(Permission.of(Action.DELETE, name));
                case POST, PUT, PATCH, OPTIONS -> new AccessRequest.Open();
            };
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return method == Method.POST ? begin(query.get()) : new AccessRequest.Open();
        }

        /** To mount needs no right on the source, but is nothing but an upload without. */
        private AccessRequest begin(Query query) {
            List<Permission> optional = query.one("mount").isEmpty()
                    ? List.of()
                    : query.one("from")
                            .flatMap(RepositoryName::tryParse)
                            .map(from -> List.of(Permission.of(Action.PULL, from)))
                            .orElse(List.of());
            return new AccessRequest.Needs(List.of(Permission.of(Action.PUSH, name)), optional);
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return switch (method) {
                // Whoever may push may also cancel what is theirs to finish.
                case GET, HEAD, PATCH, PUT, DELETE -> AccessRequest.of(Permission.of(Action.PUSH, name));
                case POST, OPTIONS -> new AccessRequest.Open();
            };
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return switch (method) {
                case GET, HEAD -> AccessRequest.of(Permission.of(Action.PULL, name));
                case PUT -> AccessRequest.of(Permission.of(Action.PUSH, name));
                case DELETE -> AccessRequest.of(Permission.of(Action.DELETE, name));
                case POST, PATCH, OPTIONS -> new AccessRequest.Open();
            };
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return method.isRead() ? AccessRequest.of(Permission.of(Action.PULL, name)) : new AccessRequest.Open();
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

        @Override
        public AccessRequest access(Method method, Supplier<Query> query) {
            return method.isRead() ? AccessRequest.of(Permission.of(Action.PULL, name)) : new AccessRequest.Open();
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
