/** The registry inside another program. */
@NullMarked
package io.stowage.examples.embedded;

import org.jspecify.annotations.NullMarked;
