/** The tests that a storage must pass, one case for each promise of {@code io.stowage.storage}. */
@NullMarked
package io.stowage.storage.tck;

import org.jspecify.annotations.NullMarked;
