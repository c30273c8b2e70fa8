package io.stowage.servlet;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import jakarta.servlet.http.HttpServlet;

/** The registry as a servlet. */
public final class RegistryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Registry registry;

    /** Serves a registry, which the caller closes after the container has destroyed the servlet. */
    public RegistryServlet(Registry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    Registry registry() {
        return registry;
    }
}
