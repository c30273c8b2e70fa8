package io.stowage.registry.error;

import java.util.List;
import java.util.Map;

/**
 * A request breaks a rule of the protocol, or asks for what is not there. Nothing was changed, unless the thrower says
 * so.
 */
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<RegistryError> errors;

    /** One error with its code's usual status. */
    public RegistryException(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    /** One error with its code's usual status, and detail for programs. */
    public RegistryException(ErrorCode code, String message, Map<String, String> detail) {
        this(code.status(), List.of(new RegistryError(code, message, detail)));
    }

    /** One error with a status of its own. */
    public RegistryException(int status, ErrorCode code, String message) {
        this(status, List.of(new RegistryError(code, message, Map.of())));
    }

    /**
     * Several errors.
     *
     * @param status the HTTP status
     * @param errors at least one
     */
    public RegistryException(int status, List<RegistryError> errors) {
        super(errors.get(0).code() + ": " + errors.get(0).message());
        this.status = status;
        this.errors = List.copyOf(errors);
    }

    /** The HTTP status that says it best. */
    public int status() {
        return status;
    }

    /** What is wrong, at least one thing. */
    public List<RegistryError> errors() {
        return errors;
    }
}
