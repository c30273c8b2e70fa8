/** The front door of the registry: {@link io.stowage.registry.Registry} and its limits. */
@NullMarked
package io.stowage.registry;

import org.jspecify.annotations.NullMarked;
