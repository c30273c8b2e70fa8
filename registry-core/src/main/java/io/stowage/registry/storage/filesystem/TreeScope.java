package io.stowage.registry.storage.filesystem;

import java.util.Optional;

/** Which part of a data directory a directory is, by its place: it may hold what belongs to others. */
enum TreeScope {
    /** The data directory itself. */
    DATA,
    /** {@code docker}, where others may have something beside the registry. */
    DOCKER,
    /** {@code docker/registry}, where versions lie side by side. */
    REGISTRY,
    /** All of it is the registry's. */
    CONTENT,
    /** {@code stowage}: what the launcher keeps. */
    STOWAGE,
    /** Private keys, which are for their owner alone. */
    SECRET;

    /** The scope of an entry here; empty if it is nobody's business. */
    Optional<TreeScope> below(String name) {
        return switch (this) {
            case DATA ->
                switch (name) {
                    case "docker" -> Optional.of(DOCKER);
                    case "stowage" -> Optional.of(STOWAGE);
                    default -> Optional.empty();
                };
            case DOCKER -> name.equals("registry") ? Optional.of(REGISTRY) : Optional.empty();
            case REGISTRY -> name.equals("v2") ? Optional.of(CONTENT) : Optional.empty();
            case STOWAGE -> Optional.of(name.equals("tls") || name.equals("tokens") ? SECRET : CONTENT);
            case CONTENT, SECRET -> Optional.of(this);
        };
    }
}
