/**
 * One test per parser that strangers reach. Each says what holds for every input whatever: not only that nothing breaks,
 * but what the result has to be. {@code fuzz/README.md} says how they are run.
 */
@NullMarked
package io.stowage.fuzz;

import org.jspecify.annotations.NullMarked;
