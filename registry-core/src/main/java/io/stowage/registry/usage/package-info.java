/** Counts what repositories and tags cost: {@link io.stowage.registry.usage.StorageUsage}. */
@NullMarked
package io.stowage.registry.usage;

import org.jspecify.annotations.NullMarked;
