package io.stowage.registry.auth;

import java.util.Arrays;
import java.util.List;

/** What a request needs before it may be served. */
public sealed interface AccessRequest {

    /** Nothing, whoever asks: it tells and changes nothing. */
    record Open() implements AccessRequest {}

    /**
     * To be known, where anything depends on that. It is how clients find out at {@code /v2/} whether to log in, and
     * whether they did.
     */
    record Login() implements AccessRequest {}

    /**
     * Permissions.
     *
     * @param required each of them is needed
     * @param optional each is good to have; the request is served without, in a lesser way
     */
    record Needs(List<Permission> required, List<Permission> optional) implements AccessRequest {
        /** Copies the lists. */
        public Needs {
            required = List.copyOf(required);
            optional = List.copyOf(optional);
        }
    }

    /** Needs the given permissions. */
    static Needs of(Permission... required) {
        return new Needs(Arrays.asList(required), List.of());
    }
}
