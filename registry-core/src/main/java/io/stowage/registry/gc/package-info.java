/** Removes what nobody needs, while the registry is in use: {@link io.stowage.registry.gc.GarbageCollector}. */
@NullMarked
package io.stowage.registry.gc;

import org.jspecify.annotations.NullMarked;
