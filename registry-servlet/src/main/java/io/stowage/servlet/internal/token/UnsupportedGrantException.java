package io.stowage.servlet.internal.token;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;

/** A form asks for a token in a way that is not offered; clients that hear so go back to Docker's form. */
public final class UnsupportedGrantException extends RegistryException {
    private static final long serialVersionUID = 1L;

    UnsupportedGrantException(String message) {
        super(400, ErrorCode.UNSUPPORTED, message);
    }
}
