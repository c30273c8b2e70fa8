package io.stowage.servlet.internal.http;

import java.util.Optional;

/** The request methods that some resource of a registry knows. */
public enum Method {
    /** Reads. */
    GET,
    /** Reads, without the body. */
    HEAD,
    /** Starts an upload. */
    POST,
    /** Stores a manifest, or ends an upload. */
    PUT,
    /** Adds a chunk to an upload. */
    PATCH,
    /** Removes. */
    DELETE,
    /** Asks for the methods. */
    OPTIONS;

    /** The method with the given name, which counts with its case; empty for any that no resource knows. */
    public static Optional<Method> tryParse(String name) {
        for (Method method : values()) {
            if (method.name().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** Whether it only reads. */
    public boolean isRead() {
        return this == GET || this == HEAD;
    }

    /** Whether it only looks something up or removes it: what cannot exist is then just not there. */
    public boolean isLookup() {
        return this == GET || this == HEAD || this == DELETE || this == OPTIONS;
    }
}
