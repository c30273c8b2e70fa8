/**
 * The tests that a storage must pass, one case for each promise of {@code io.stowage.storage}.
 *
 * <p>Extend {@link io.stowage.storage.tck.RegistryStorageContract} in a test class and say how to open the storage;
 * JUnit 5 or 6 finds the cases.
 */
@NullMarked
package io.stowage.storage.tck;

import org.jspecify.annotations.NullMarked;
