/** A file system that fails when it is told to, for tests of what a storage leaves behind. */
@NullMarked
package io.stowage.registry.testing.faults;

import org.jspecify.annotations.NullMarked;
