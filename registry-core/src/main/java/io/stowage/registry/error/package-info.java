/** How the registry says no: the error codes of distribution-spec and the exception that carries them. */
@NullMarked
package io.stowage.registry.error;

import org.jspecify.annotations.NullMarked;
