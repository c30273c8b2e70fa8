/**
 * A storage in the heap, for tests and demonstrations: begin with
 * {@link io.stowage.registry.storage.memory.InMemoryStorage}.
 */
@NullMarked
package io.stowage.registry.storage.memory;

import org.jspecify.annotations.NullMarked;
