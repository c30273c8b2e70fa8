package io.stowage.registry.error;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One thing that is wrong with a request.
 *
 * @param code the code of distribution-spec
 * @param message what is wrong, with the value that is; for the user's eyes, without secrets and internal paths
 * @param detail the same for programs, such as {@code digest} and its text; unmodifiable, may be empty
 */
public record RegistryError(ErrorCode code, String message, Map<String, String> detail) {

    /** Copies the detail. */
    public RegistryError {
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
        detail = Map.copyOf(detail);
    }
}
