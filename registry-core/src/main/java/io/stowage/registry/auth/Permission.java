package io.stowage.registry.auth;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;

/** One thing that somebody may be allowed to do. Prints as a token scope, such as {@code repository:team/app:pull}. */
public sealed interface Permission {

    /** To do something with a repository, whether it exists or not. */
    static Permission of(Action action, RepositoryName repository) {
        return new OnRepository(repository, action);
    }

    /**
     * To do something with a repository.
     *
     * @param repository which, whether it exists or not
     * @param action what
     */
    record OnRepository(RepositoryName repository, Action action) implements Permission {
        /** Checks that both are given. */
        public OnRepository {
            requireNonNull(repository, "repository is null");
            requireNonNull(action, "action is null");
        }

        @Override
        public String toString() {
            return "repository:" + repository + ":" + action;
        }
    }

    /** To ask for the catalog. Which names it shows is a matter of {@link Action#LIST} on each. */
    record Catalog() implements Permission {
        @Override
        public String toString() {
            return "registry:catalog:*";
        }
    }
}
